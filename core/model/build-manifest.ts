import type { Backbone, Tower } from '../plugin.ts';
import type { Checkpoint } from '../ports/checkpoint.ts';
import { embeddingSpaceId } from './embedding-space.ts';
import type { ModelFile, ModelManifest } from './manifest.ts';

export interface ManifestInput {
  readonly name: string;
  readonly family: string;
  readonly backbone: Backbone;
  readonly checkpoint: Checkpoint;
  readonly weights: ModelManifest['weights'];
  readonly tokenizerFile: ModelFile;
  /** The reference precision. */
  readonly precisions: ModelManifest['precisions'];
  readonly importedAt: Date;
}

/** What is stored beside the graphs of an imported model. */
export async function buildManifest(input: ManifestInput): Promise<ModelManifest> {
  const { name, family, backbone, checkpoint, weights, precisions } = input;
  const { dimension, contextLength, vocabularySize, image, scoring, parameters } = backbone;
  const { fixedShapes, published, tokenizer } = backbone;
  return {
    formatVersion: 2,
    name,
    family,
    dimension,
    contextLength,
    vocabularySize,
    image,
    scoring,
    tokenizer: { kind: tokenizer.kind, padding: tokenizer.padding, file: input.tokenizerFile },
    parameters,
    weights,
    ...(fixedShapes === undefined ? {} : { fixedShapes }),
    ...(published === undefined ? {} : { published }),
    precisions,
    spaceId: await spaceIdOf(input),
    source: { fileName: checkpoint.fileName, sha256: checkpoint.sha256, sizeBytes: checkpoint.sizeBytes },
    importedAt: input.importedAt.toISOString(),
  };
}

function spaceIdOf({ family, backbone, tokenizerFile, precisions }: ManifestInput): Promise<string> {
  const { files } = Object.values(precisions)[0]!;
  return embeddingSpaceId({
    family,
    dimension: backbone.dimension,
    imageWeightsSha256: identityOf(backbone.imageTower, files.imageGraph, files.imageWeights),
    textWeightsSha256: identityOf(backbone.textTower, files.textGraph, files.textWeights),
    vocabularySha256: tokenizerFile.sha256,
    image: backbone.image,
    normalisation: 'l2',
  });
}

/** Weights of ours tell everything; of a graph of somebody else they are only a part. */
function identityOf(tower: Tower, graph: ModelFile, weights: ModelFile | undefined): string {
  if ('kind' in tower) return [graph, weights].map((file) => file?.sha256 ?? '').join(' ');
  return (weights ?? graph).sha256;
}
