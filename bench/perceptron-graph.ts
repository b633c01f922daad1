import type { Graph } from '../core/graph/graph.ts';
import { GraphBuilder } from '../core/graph/graph-builder.ts';

const size = 224;
const patch = 16;
const width = 1024;

/**
 * `pixels` uint8 (batch, 224, 224, 3) → `features` (batch, 512), as an image tower has them: patches, then layers of
 * 34 MB with random weights. Without layers it copies 512 pixels, so that a run costs nothing but its way there.
 */
export function perceptronGraph(layers: number): Graph {
  const graph = new GraphBuilder(`perceptron-${layers}`);
  const pixels = graph.input('pixels', 'uint8', ['batch', size, size, 3]);
  if (layers === 0) {
    const flat = graph.reshape(pixels, ['batch', size * size * 3]);
    graph.output('features', graph.cast(graph.slice(flat, { axis: 1, start: 0, end: 512 }), 'float32'));
    return graph.build();
  }
  const weight = (name: string, shape: readonly [number, number]) =>
    graph.weight(name, shape, async () => noise(shape[0] * shape[1]));
  const edge = size / patch;
  const cut = graph.reshape(graph.cast(pixels, 'float32'), ['batch', edge, patch, edge, patch, 3]);
  const patches = graph.reshape(graph.transpose(cut, [0, 1, 3, 2, 4, 5]), [
    'batch',
    edge * edge,
    patch * patch * 3,
  ]);
  let x = graph.linear(patches, weight('patches', [width, patch * patch * 3]));
  for (let i = 0; i < layers; i++) {
    const wide = graph.gelu(graph.linear(x, weight(`up-${i}`, [4 * width, width])));
    x = graph.linear(wide, weight(`down-${i}`, [width, 4 * width]));
  }
  const pooled = graph.reshape(graph.mean(x, 1), ['batch', width]);
  graph.output('features', graph.linear(pooled, weight('out', [512, width])));
  return graph.build();
}

/** In ±2^-5, the same every time. */
function noise(count: number): Float32Array {
  const values = new Float32Array(count);
  let state = count;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = state / 2 ** 36;
  }
  return values;
}
