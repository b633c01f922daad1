import type { JsonValue } from '../../json.ts';
import type { ModelManifest } from '../../model/manifest.ts';
import type { ElevaterDataset } from '../elevater/datasets.ts';
import { type PublishedSize, publishedSize } from '../published-size.ts';

/** Columns of the table, by ELEVATER's names; ImageNet is none of its sets. */
const columns: readonly (string | undefined)[] = [
  'cifar-10',
  'cifar-100',
  'dtd',
  'eurosat_clip',
  'fer-2013',
  'fgvc-aircraft-2013b-variants102',
  'kitti-distance',
  'mnist',
  'patch-camelyon',
  'voc-2007-classification',
] satisfies readonly ElevaterDataset[];

/** Percent. Zero-shot image classification in Results.md of github.com/OFA-Sys/Chinese-CLIP (31863c7). */
const scores: Readonly<Record<PublishedSize, readonly number[]>> = {
  RN50: [72.7, 40.6, 36.9, 27.0, 21.9, 5.4, 30.2, 50.2, 47.7, 82.1],
  'ViT-B/16': [92.0, 64.4, 43.6, 46.9, 47.2, 12.8, 33.5, 67.6, 54.0, 83.3],
  'ViT-L/14': [94.9, 75.1, 44.2, 56.9, 54.6, 16.0, 49.9, 69.8, 63.5, 84.5],
  'ViT-L/14@336px': [94.1, 73.5, 43.8, 50.7, 55.1, 17.1, 49.8, 65.0, 62.9, 84.9],
  'ViT-H/14': [96.0, 79.7, 51.2, 52.0, 49.2, 26.2, 39.1, 79.4, 52.4, 84.9],
};

/**
 * What the original publishes for a model of this size on a data set, and how far `score` is from it, in points; null
 * where nothing is published. The numbers come from ELEVATER's server, so they are of its metric.
 * @param score in [0, 1], by ELEVATER's metric
 */
export function publishedScore(
  manifest: Pick<ModelManifest, 'family' | 'parameters'>,
  dataset: string | undefined,
  score: number,
): JsonValue {
  const size = publishedSize(manifest);
  const published = size && scores[size][columns.indexOf(dataset)];
  if (size === undefined || published === undefined) return null;
  return {
    size,
    published,
    // Published to one digit, so more digits of a difference say nothing.
    difference: Math.round((100 * score - published) * 10) / 10,
    source: 'https://github.com/OFA-Sys/Chinese-CLIP/blob/master/Results.md',
  };
}
