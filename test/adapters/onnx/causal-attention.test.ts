import { expect, it } from 'vitest';
import { GraphBuilder } from '../../../core/graph/graph-builder.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { openGraph } from '../../support/golden-towers.ts';

const [batch, length, width, heads] = [3, 77, 64, 4];

/** softmax(q·kᵀ / √(W / heads)) · v over the places up to its own, in float64. */
function expectedRow(x: Float32Array, b: number, place: number): number[] {
  const depth = width / heads;
  const at = (s: number, c: number) => x[(b * length + s) * width + c]!;
  return Array.from({ length: width }, (_, c) => {
    const first = Math.floor(c / depth) * depth;
    const scores = Array.from({ length: place + 1 }, (_, s) => {
      let dot = 0;
      for (let i = first; i < first + depth; i++) dot += at(place, i) * at(s, i);
      return Math.exp(dot / Math.sqrt(depth));
    });
    const sum = scores.reduce((a, each) => a + each);
    return scores.reduce((value, score, s) => value + (score / sum) * at(s, c), 0);
  });
}

it('causal attention sees no place behind its own', async () => {
  const graph = new GraphBuilder('attention');
  const x = graph.input('x', 'float32', ['batch', 'length', width]);
  graph.output('features', graph.attention(x, x, x, { heads, causal: true }));
  const session = await openGraph(graph.build());
  const random = seededRandom(3);
  const data = Float32Array.from({ length: batch * length * width }, () => random() * 2 - 1);
  const { features } = await session.run({
    x: { type: 'float32', dims: [batch, length, width], data: data.slice() },
  });
  await session.close();
  const expected = Array.from({ length: batch }, (_, b) =>
    Array.from({ length }, (_, place) => expectedRow(data, b, place)),
  );
  expect(Array.from(features!.data as Float32Array)).toBeAllClose(expected.flat(2), { atol: 1e-5 });
});

it('the row at the largest id is the first of several', async () => {
  const graph = new GraphBuilder('rows');
  const ids = graph.input('ids', 'int32', ['batch', 'length']);
  const table = graph.weight('table', [10, 2], async () => Float32Array.from({ length: 20 }, (_, i) => i));
  const places = graph.weight('places', [4, 2], async () =>
    Float32Array.of(0, 0, 100, 100, 200, 200, 300, 300),
  );
  const rows = graph.add(graph.embedding(table, ids), graph.rowsLike(places, ids, 1));
  graph.output('features', graph.rowAtLargest(rows, ids));
  const session = await openGraph(graph.build());
  const data = Int32Array.of(1, 9, 0, 9, 8, 2, 2, 2, 0, 0, 0, 0);
  const { features } = await session.run({ ids: { type: 'int32', dims: [3, 4], data } });
  await session.close();
  expect([...(features!.data as Float32Array)]).toEqual([118, 119, 16, 17, 0, 1]);
});
