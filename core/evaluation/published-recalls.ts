import type { ModelManifest } from '../model/manifest.ts';
import { type PublishedSize, publishedSize } from './published-size.ts';

/** Recall at 1, 5 and 10, percent. */
export type Recalls = readonly [r1: number, r5: number, r10: number];

/** What the original publishes for one model on one set. */
export interface PublishedRecalls {
  readonly textToImage: Recalls;
  /** Left out for MUGE, which has only the one direction. */
  readonly imageToText?: Recalls;
}

export type RetrievalBenchmark = 'MUGE' | 'Flickr30K-CN' | 'COCO-CN';

/** Zero-shot rows of Results.md in github.com/OFA-Sys/Chinese-CLIP (3f4b8d8): MUGE validation, the others test. */
const zeroShot: Readonly<Record<RetrievalBenchmark, Readonly<Record<PublishedSize, PublishedRecalls>>>> = {
  MUGE: {
    RN50: { textToImage: [42.6, 68.6, 77.9] },
    'ViT-B/16': { textToImage: [52.1, 76.7, 84.4] },
    'ViT-L/14': { textToImage: [56.3, 79.8, 86.2] },
    'ViT-L/14@336px': { textToImage: [59.0, 81.4, 87.8] },
    'ViT-H/14': { textToImage: [63.0, 84.1, 89.2] },
  },
  'Flickr30K-CN': {
    RN50: { textToImage: [48.8, 76.0, 84.6], imageToText: [60.0, 85.9, 92.0] },
    'ViT-B/16': { textToImage: [62.7, 86.9, 92.8], imageToText: [74.6, 93.5, 97.1] },
    'ViT-L/14': { textToImage: [68.0, 89.7, 94.4], imageToText: [80.2, 96.6, 98.2] },
    'ViT-L/14@336px': { textToImage: [69.0, 90.7, 95.4], imageToText: [83.3, 97.2, 98.5] },
    'ViT-H/14': { textToImage: [71.2, 91.4, 95.5], imageToText: [81.6, 97.5, 98.8] },
  },
  'COCO-CN': {
    RN50: { textToImage: [48.1, 81.3, 90.5], imageToText: [51.6, 81.2, 90.5] },
    'ViT-B/16': { textToImage: [62.2, 86.6, 94.9], imageToText: [57.0, 84.1, 93.6] },
    'ViT-L/14': { textToImage: [64.0, 89.2, 94.4], imageToText: [60.4, 84.2, 92.9] },
    'ViT-L/14@336px': { textToImage: [64.7, 89.6, 94.6], imageToText: [63.4, 87.2, 94.4] },
    'ViT-H/14': { textToImage: [69.2, 89.9, 96.1], imageToText: [63.0, 86.6, 92.9] },
  },
};

/** The original's zero-shot numbers for a model of a published size; undefined for any other model. */
export function publishedRecalls(
  manifest: Pick<ModelManifest, 'family' | 'parameters'>,
  benchmark: RetrievalBenchmark,
): (PublishedRecalls & { readonly size: string }) | undefined {
  const size = publishedSize(manifest);
  return size === undefined ? undefined : { size, ...zeroShot[benchmark][size] };
}
