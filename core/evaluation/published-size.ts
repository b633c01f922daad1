import type { ModelManifest } from '../model/manifest.ts';

/** The sizes of which the original publishes numbers. */
export type PublishedSize = 'RN50' | 'ViT-B/16' | 'ViT-L/14' | 'ViT-L/14@336px' | 'ViT-H/14';

/** Parameters of the published checkpoints, which tell their sizes apart. */
const sizeByParameters: ReadonlyMap<number, PublishedSize> = new Map([
  [76_989_537, 'RN50'],
  [188_262_913, 'ViT-B/16'],
  [406_233_089, 'ViT-L/14'],
  [406_560_769, 'ViT-L/14@336px'],
  [957_598_209, 'ViT-H/14'],
]);

/** The published size that a model has; undefined for any other model. */
export function publishedSize({
  family,
  parameters,
}: Pick<ModelManifest, 'family' | 'parameters'>): PublishedSize | undefined {
  return family === 'chinese-clip' ? sizeByParameters.get(parameters.total) : undefined;
}

/** The original's name of a model's image tower, as its prediction files have it; the model's own name for other sizes. */
export function visionModelName(manifest: Pick<ModelManifest, 'family' | 'parameters' | 'name'>): string {
  return publishedSize(manifest)?.replace('@336px', '-336').replace('/', '-') ?? manifest.name;
}
