import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Backbone, BackbonePlugin } from '../plugin.ts';
import type { Checkpoint, CheckpointReader } from '../ports/checkpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { GraphWriter } from '../ports/graph-writer.ts';
import type { ModelDraft, ModelStore } from '../ports/model-store.ts';
import { parseVocabulary, type Vocabulary } from '../tokenization/vocabulary.ts';
import { embeddingSpaceId } from './embedding-space.ts';
import type { ModelManifest } from './manifest.ts';

export interface ImportModelInput {
  /** Name the model gets here: `[a-z0-9][a-z0-9._-]{0,63}`. */
  readonly name: string;
  readonly checkpointPath: string;
  /** Contents of the original's `vocab.txt`. */
  readonly vocabulary: Uint8Array;
  readonly visionConfig?: JsonObject;
  readonly textConfig?: JsonObject;
  readonly contextLength?: number;
  /** Default: as stored. */
  readonly weights?: ModelManifest['weights'];
}

export interface ImportModelDependencies {
  readonly checkpoints: CheckpointReader;
  readonly plugins: readonly BackbonePlugin[];
  readonly graphs: GraphWriter;
  readonly models: ModelStore;
  readonly clock: Clock;
}

/** Turns a checkpoint into a model that can be served. Either the whole model exists afterwards, or nothing of it. */
export class ImportModel {
  readonly #deps: ImportModelDependencies;

  constructor(deps: ImportModelDependencies) {
    this.#deps = deps;
  }

  /**
   * @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE, CHECKPOINT_MISMATCH, INVALID_INPUT, ALREADY_EXISTS
   */
  async run(input: ImportModelInput): Promise<ModelManifest> {
    const vocabulary = parseVocabulary(new TextDecoder().decode(input.vocabulary));
    const draft = await this.#deps.models.draft(input.name);
    try {
      const checkpoint = await this.#deps.checkpoints.open(input.checkpointPath);
      try {
        return await this.#convert(input, vocabulary, checkpoint, draft);
      } finally {
        await checkpoint.close();
      }
    } finally {
      await draft.discard();
    }
  }

  async #convert(
    input: ImportModelInput,
    vocabulary: Vocabulary,
    checkpoint: Checkpoint,
    draft: ModelDraft,
  ): Promise<ModelManifest> {
    const plugin = this.#recognise(checkpoint);
    const backbone = await plugin.describe(checkpoint, {
      ...input,
      padId: vocabulary.padId,
      weights: input.weights ?? 'as-stored',
    });
    checkVocabularySize(vocabulary, backbone, checkpoint);
    const files = await this.#write(backbone, input, draft);
    const manifest = await this.#manifest(input, plugin.name, backbone, checkpoint, files);
    await draft.publish(manifest);
    return manifest;
  }

  #recognise(checkpoint: Checkpoint): BackbonePlugin {
    const plugin = this.#deps.plugins.find(({ recognises }) => recognises(checkpoint.tensors.keys()));
    if (plugin !== undefined) return plugin;
    const keys = [...checkpoint.tensors.keys()].slice(0, 5).join(', ');
    const families = this.#deps.plugins.map(({ name }) => name).join(', ');
    throw new DomainError(
      'CHECKPOINT_MISMATCH',
      `${checkpoint.fileName} is of no known architecture; it has the weights ${keys}, ….`,
      {
        remedy: `Known families: ${families}.`,
      },
    );
  }

  async #write(
    backbone: Backbone,
    input: ImportModelInput,
    draft: ModelDraft,
  ): Promise<ModelManifest['files']> {
    const image = await this.#deps.graphs.write(backbone.imageTower, draft.folder);
    const text = await this.#deps.graphs.write(backbone.textTower, draft.folder);
    return {
      imageGraph: image.graph,
      imageWeights: image.weights,
      textGraph: text.graph,
      textWeights: text.weights,
      vocabulary: await draft.write('vocab.txt', input.vocabulary),
    };
  }

  async #manifest(
    input: ImportModelInput,
    family: string,
    backbone: Backbone,
    checkpoint: Checkpoint,
    files: ModelManifest['files'],
  ): Promise<ModelManifest> {
    const { dimension, contextLength, vocabularySize, image, logitScale, parameters } = backbone;
    const spaceId = await embeddingSpaceId({
      family,
      dimension,
      imageWeightsSha256: files.imageWeights.sha256,
      textWeightsSha256: files.textWeights.sha256,
      vocabularySha256: files.vocabulary.sha256,
      image,
      normalisation: 'l2',
    });
    return {
      formatVersion: 1,
      name: input.name,
      family,
      dimension,
      contextLength,
      vocabularySize,
      image,
      logitScale,
      parameters,
      precision: 'float32',
      weights: input.weights ?? 'as-stored',
      spaceId,
      source: { fileName: checkpoint.fileName, sha256: checkpoint.sha256, sizeBytes: checkpoint.sizeBytes },
      files,
      importedAt: this.#deps.clock.now().toISOString(),
    };
  }
}

function checkVocabularySize(vocabulary: Vocabulary, backbone: Backbone, checkpoint: Checkpoint): void {
  if (vocabulary.size === backbone.vocabularySize) return;
  throw new DomainError(
    'CHECKPOINT_MISMATCH',
    `The vocabulary has ${vocabulary.size} entries, but ${checkpoint.fileName} has ${backbone.vocabularySize} word embeddings.`,
    { remedy: 'Pass the vocab.txt that belongs to this checkpoint.' },
  );
}
