import { expect, it } from 'vitest';
import { GraphBuilder } from '../../../core/graph/graph-builder.ts';
import { openGraph } from '../../support/golden-towers.ts';

it('gelu-tanh is exact to two units of float32', async () => {
  const graph = new GraphBuilder('gelu');
  graph.output('features', graph.geluTanh(graph.input('x', 'float32', ['batch', 4001])));
  const session = await openGraph(graph.build());
  const inputs = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 250));
  const data = Float32Array.from(inputs);
  const { features } = await session.run({ x: { type: 'float32', dims: [1, 4001], data } });
  await session.close();
  const scaled = (value: number, i: number) => value / Math.max(1, Math.abs(inputs[i]!));
  const expected = inputs.map(
    (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  );
  const found = Array.from(features!.data as Float32Array);
  expect(found.map(scaled)).toBeAllClose(expected.map(scaled), { atol: 2 ** -22 });
});
