import type { Graph } from '../graph/graph.ts';
import type { ImagePreprocessing } from '../model/manifest.ts';
import type { StateDict } from '../model/state-dict.ts';
import { resnetShape, resnetTower } from './modified-resnet.ts';
import { type VisionConfiguration, visionShape, visionTower } from './vision-transformer.ts';

/** The image tower of a CLIP, of either kind, before it is known how many heads it has. */
export interface ClipVision {
  readonly imageSize: number;
  /** 0 for a ResNet. */
  readonly patchSize: number;
  /** Of the vectors that attention works on. */
  readonly visionWidth: number;
  readonly dimension: number;
  tower(
    image: ImagePreprocessing,
    heads: number,
    activation: NonNullable<VisionConfiguration['activation']>,
  ): Graph;
}

/** @throws DomainError CHECKPOINT_MISMATCH when weights under `visual.` are missing */
export function clipVision(state: StateDict): ClipVision {
  if (state.has('visual.layer1.0.conv1.weight')) {
    const shape = resnetShape(state);
    return {
      imageSize: shape.imageSize,
      patchSize: 0,
      visionWidth: shape.width * 32,
      dimension: shape.embeddingDimension,
      tower: (image, heads) => resnetTower(state, { ...shape, heads }, image),
    };
  }
  const shape = visionShape(state);
  return {
    imageSize: shape.imageSize,
    patchSize: shape.patchSize,
    visionWidth: shape.width,
    dimension: shape.embeddingDimension,
    tower: (image, heads, activation) => visionTower(state, { ...shape, heads, activation }, image),
  };
}
