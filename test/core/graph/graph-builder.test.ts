import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../core/graph/graph-builder.ts';

const zeros = (length: number) => async () => new Float32Array(length);

describe('GraphBuilder', () => {
  it('gives every operation the shape it computes', () => {
    const graph = new GraphBuilder('tower');
    const x = graph.input('x', 'float32', ['batch', 5, 8]);
    const hidden = graph.linear(x, graph.weight('w', [12, 8], zeros(96)), graph.weight('b', [12], zeros(12)));
    expect(hidden.shape).toEqual(['batch', 5, 12]);
    expect(graph.project(x, graph.weight('p', [8, 3], zeros(24))).shape).toEqual(['batch', 5, 3]);
    expect(graph.split(hidden, 3).map(({ shape }) => shape)).toEqual(Array(3).fill(['batch', 5, 4]));
    expect(graph.slice(x, { axis: 1, start: 0, end: 1 }).shape).toEqual(['batch', 1, 8]);
    expect(graph.padFront(x, 1).shape).toEqual(['batch', 6, 8]);
    expect(graph.transpose(x, [0, 2, 1]).shape).toEqual(['batch', 8, 5]);
    expect(graph.attention(graph.slice(x, { axis: 1, start: 0, end: 1 }), x, x, { heads: 2 }).shape).toEqual([
      'batch',
      1,
      8,
    ]);
  });

  it('looks rows of a table up by ids of any length', () => {
    const graph = new GraphBuilder('tower');
    const ids = graph.input('ids', 'int32', ['batch', 'length']);
    const table = graph.weight('table', [10, 4], zeros(40));
    const rows = graph.embedding(table, ids);
    expect([rows.type, rows.shape]).toEqual(['float32', ['batch', 'length', 4]]);
    expect(graph.add(rows, graph.rowsLike(table, ids, 1)).shape).toEqual(['batch', 'length', 4]);
  });

  it('takes the row at the largest id', () => {
    const graph = new GraphBuilder('tower');
    const ids = graph.input('ids', 'int32', ['batch', 'length']);
    const x = graph.input('x', 'float32', ['batch', 'length', 8]);
    expect(graph.rowAtLargest(graph.tanh(x), ids).shape).toEqual(['batch', 8]);
    expect(() => graph.rowAtLargest(x, graph.input('y', 'int32', ['batch', 5]))).toThrow(/row-at-largest/);
    const query = graph.slice(x, { axis: 1, start: 0, end: 1 });
    expect(() => graph.attention(query, x, x, { heads: 2, causal: true })).toThrow(/causal attention/);
  });

  it('keeps one weight per name and names its outputs', () => {
    const graph = new GraphBuilder('tower');
    const x = graph.input('x', 'float32', ['batch', 2]);
    const weight = graph.weight('w', [2, 2], zeros(4));
    graph.output('features', graph.linear(graph.linear(x, weight), graph.weight('w', [2, 2], zeros(4))));
    const built = graph.build();
    expect(built.weights.map(({ name }) => name)).toEqual(['w']);
    expect(built.outputs).toEqual([{ name: 'features', type: 'float32', shape: ['batch', 2] }]);
    expect(built.nodes.at(-1)?.outputs[0]?.name).toBe('features');
  });

  it.each([
    [
      'a linear weight of another width',
      (g: GraphBuilder) => g.linear(g.input('x', 'float32', ['batch', 8]), g.weight('w', [4, 9], zeros(36))),
      /linear: x \[batch, 8\] does not fit w \[4, 9\]/,
    ],
    [
      'a bias of another width',
      (g: GraphBuilder) =>
        g.linear(
          g.input('x', 'float32', ['batch', 8]),
          g.weight('w', [4, 8], zeros(32)),
          g.weight('b', [5], zeros(5)),
        ),
      /linear bias: b \[5\]/,
    ],
    [
      'sums that do not broadcast',
      (g: GraphBuilder) =>
        g.add(g.input('x', 'float32', ['batch', 8]), g.input('y', 'float32', ['batch', 7])),
      /cannot broadcast \[batch, 8\] with \[batch, 7\]/,
    ],
    [
      'a reshape that loses elements',
      (g: GraphBuilder) => g.reshape(g.input('x', 'float32', ['batch', 8]), ['batch', 7]),
      /cannot reshape \[batch, 8\] to \[batch, 7\]/,
    ],
    [
      'a reshape that loses the batch',
      (g: GraphBuilder) => g.reshape(g.input('x', 'float32', ['batch', 8]), [8]),
      /cannot reshape/,
    ],
    [
      'heads that do not divide the width',
      (g: GraphBuilder) => {
        const x = g.input('x', 'float32', ['batch', 3, 8]);
        return g.attention(x, x, x, { heads: 3 });
      },
      /width of 8 cannot be cut into 3 heads/,
    ],
    [
      'a mask of another length',
      (g: GraphBuilder) => {
        const x = g.input('x', 'float32', ['batch', 3, 8]);
        return g.attention(x, x, x, { heads: 2, mask: g.input('m', 'int32', ['batch', 4]) });
      },
      /attention mask/,
    ],
    [
      'a slice outside',
      (g: GraphBuilder) => g.slice(g.input('x', 'float32', ['batch', 3]), { axis: 1, start: 0, end: 4 }),
      /outside \[batch, 3\]/,
    ],
    [
      'ids that are not integers',
      (g: GraphBuilder) =>
        g.embedding(g.weight('t', [3, 2], zeros(6)), g.input('x', 'float32', ['batch', 3])),
      /embedding/,
    ],
    [
      'an output of another graph',
      (g: GraphBuilder) => g.output('y', { name: 'stray', type: 'float32', shape: [1] }),
      /not computed by this graph/,
    ],
  ])('refuses %s', (_, build, message) => {
    expect(() => build(new GraphBuilder('tower'))).toThrow(message);
  });
});
