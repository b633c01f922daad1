import type { ImagePreprocessing } from '../model/manifest.ts';
import type { Graph, Value } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/**
 * (pixel / 255 − mean) / std per channel, in the order of torchvision's ToTensor and Normalize: part of the graph, so
 * that a batch travels as bytes. `pixels` uint8 (batch, n, n, 3) → float32 of the same shape.
 */
export function normalisePixels(graph: GraphBuilder, pixels: Value, image: ImagePreprocessing): Value {
  const channels = (name: string, values: readonly number[]) =>
    graph.weight(name, [values.length], async () => Float32Array.from(values));
  const unit = graph.divide(graph.cast(pixels, 'float32'), channels('pixel-maximum', [255]));
  return graph.divide(graph.subtract(unit, channels('mean', image.mean)), channels('std', image.std));
}

/**
 * An image tower: `pixels` uint8 (batch, n, n, 3) → `features`.
 * @param features computes them from the normalised picture, float32 (batch, n, n, 3)
 */
export function pixelTower(
  image: ImagePreprocessing,
  features: (graph: GraphBuilder, picture: Value) => Value,
): Graph {
  const graph = new GraphBuilder('image');
  const pixels = graph.input('pixels', 'uint8', ['batch', image.size, image.size, 3]);
  graph.output('features', features(graph, normalisePixels(graph, pixels, image)));
  return graph.build();
}
