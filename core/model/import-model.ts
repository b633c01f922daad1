import type { LoadedModel } from '../embedding/loaded-models.ts';
import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Backbone, BackbonePlugin, TokenizerSource, Tower } from '../plugin.ts';
import type { Checkpoint, CheckpointReader } from '../ports/checkpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { PixelBatch } from '../ports/encoder.ts';
import type { GraphWriter } from '../ports/graph-writer.ts';
import type { ImagePreprocessor } from '../ports/image-preprocessor.ts';
import type { ModelDraft, ModelStore } from '../ports/model-store.ts';
import type { Tokenizer } from '../ports/tokenizer.ts';
import { buildManifest } from './build-manifest.ts';
import { certifyPrecisions } from './certify.ts';
import type { ModelManifest, Precision, TowerFiles } from './manifest.ts';
import type { ProbePack } from './probe-pack.ts';
import { recognise } from './recognise.ts';
import { tryOut } from './try-out.ts';

/** How far an import is. */
export interface ImportProgress {
  /** Weights are written in bytes, precisions are certified one by one. */
  readonly stage: 'writing' | 'certifying';
  /** Tower and precision, or precision. */
  readonly subject: string;
  readonly done: number;
  readonly total: number;
}

export interface ImportModelInput {
  /** Name the model gets here: `[a-z0-9][a-z0-9._-]{0,63}`. */
  readonly name: string;
  /** A file, or a folder with one model. */
  readonly checkpointPath: string;
  /** Plugin that must read it; left out, the first one that recognises it does. */
  readonly family?: string;
  /** Vocabulary in place of the one beside the checkpoint. */
  readonly vocabulary?: Uint8Array;
  readonly visionConfig?: JsonObject;
  readonly textConfig?: JsonObject;
  readonly contextLength?: number;
  /** Edge of the input in pixels, for families that can be stretched. */
  readonly imageSize?: number;
  /** Default: as stored. */
  readonly weights?: ModelManifest['weights'];
  /** Precisions to write beside float32. */
  readonly precisions?: readonly Precision[];
  /** Keeps a precision whose parity is below the model's threshold. */
  readonly force?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportModelDependencies {
  readonly checkpoints: CheckpointReader;
  /** Plugins that are enabled, in the order they are asked. */
  readonly plugins: () => Promise<readonly BackbonePlugin[]>;
  readonly graphs: GraphWriter;
  readonly models: ModelStore;
  /** @throws DomainError for a file that is no tokenizer of its kind */
  readonly createTokenizer: (source: TokenizerSource) => Tokenizer;
  readonly clock: Clock;
  readonly probes: () => Promise<ProbePack>;
  readonly preprocessor: ImagePreprocessor;
  /** Opens one precision of a model that is not published yet. */
  readonly openDraft: (folder: string, manifest: ModelManifest, precision: Precision) => Promise<LoadedModel>;
}

/** Smallest cosine to float32 unless the plugin says otherwise. */
const defaultParityThreshold = 0.99;

/** Turns a checkpoint into a model that can be served. Either the whole model exists afterwards, or nothing of it. */
export class ImportModel {
  readonly #deps: ImportModelDependencies;

  constructor(deps: ImportModelDependencies) {
    this.#deps = deps;
  }

  /**
   * @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE, CHECKPOINT_MISMATCH, PARITY_TOO_LOW, INVALID_INPUT,
   *   ALREADY_EXISTS
   */
  async run(input: ImportModelInput): Promise<ModelManifest> {
    const draft = await this.#deps.models.draft(input.name);
    try {
      const checkpoint = await this.#deps.checkpoints.open(input.checkpointPath);
      try {
        return await this.#convert(input, checkpoint, draft);
      } finally {
        await checkpoint.close();
      }
    } finally {
      await draft.discard();
    }
  }

  async #convert(input: ImportModelInput, checkpoint: Checkpoint, draft: ModelDraft): Promise<ModelManifest> {
    const plugin = await recognise(checkpoint, await this.#deps.plugins(), input.family);
    const backbone = await plugin.describe(checkpoint, { ...input, weights: input.weights ?? 'as-stored' });
    checkVocabularySize(backbone, this.#deps.createTokenizer(backbone.tokenizer), checkpoint);
    const precisions = precisionsOf(backbone, input);
    const written = await this.#write(backbone, precisions, draft, input);
    const reference = precisions[0]!;
    const { kind, bytes } = backbone.tokenizer;
    const manifest = await buildManifest({
      name: input.name,
      family: plugin.name,
      backbone,
      checkpoint,
      weights: input.weights ?? 'as-stored',
      tokenizerFile: await draft.write(kind === 'wordpiece' ? 'vocab.txt' : 'tokenizer.json', bytes),
      precisions: { [reference]: { files: written.get(reference)! } },
      importedAt: this.#deps.clock.now(),
    });
    const certified = await this.#check(manifest, written, checkpoint, draft, backbone, input);
    await draft.publish(certified);
    return certified;
  }

  /** Runs what was written where its form alone does not tell that it runs, and as it should. */
  async #check(
    manifest: ModelManifest,
    written: ReadonlyMap<Precision, TowerFiles>,
    { fileName }: Checkpoint,
    { folder }: ModelDraft,
    backbone: Backbone,
    { force = false, onProgress }: ImportModelInput,
  ): Promise<ModelManifest> {
    if (!isOnnx(backbone) && written.size === 1) return manifest;
    const probes = await this.#deps.probes();
    const open = (of: ModelManifest, precision: Precision) => this.#deps.openDraft(folder, of, precision);
    if (isOnnx(backbone)) await tryOut(fileName, probes, () => open(manifest, [...written.keys()][0]!));
    return certifyPrecisions({
      manifest,
      written,
      probes,
      threshold: backbone.parityThreshold ?? defaultParityThreshold,
      force,
      open,
      onPrecision: (subject, done, total) => onProgress?.({ stage: 'certifying', subject, done, total }),
    });
  }

  async #write(
    backbone: Backbone,
    precisions: readonly Precision[],
    draft: ModelDraft,
    { onProgress }: ImportModelInput,
  ): Promise<ReadonlyMap<Precision, TowerFiles>> {
    const written = new Map<Precision, TowerFiles>();
    const write = (tower: Tower, precision: Precision) =>
      this.#deps.graphs.write(tower, draft.folder, {
        precision,
        calibration: () => this.#calibrationPixels(backbone),
        onProgress: (done, total) =>
          onProgress?.({ stage: 'writing', subject: `${tower.name} ${precision}`, done, total }),
      });
    for (const precision of precisions) {
      const image = await write(backbone.imageTower, precision);
      const text = await write(backbone.textTower, precision);
      written.set(precision, {
        imageGraph: image.graph,
        ...(image.weights === undefined ? {} : { imageWeights: image.weights }),
        textGraph: text.graph,
        ...(text.weights === undefined ? {} : { textWeights: text.weights }),
      });
    }
    return written;
  }

  /** Every second picture of the probe pack, so that the certificate also tells of pictures not seen here. */
  async #calibrationPixels({ image }: Backbone): Promise<PixelBatch> {
    const { images } = await this.#deps.probes();
    const chosen = images.filter((_, i) => i % 2 === 0);
    const prepared = await Promise.all(chosen.map((each) => this.#deps.preprocessor.prepare(each, image)));
    const { size } = image;
    const pixels = new Uint8Array(prepared.length * size * size * 3);
    for (const [i, picture] of prepared.entries()) pixels.set(picture, i * size * size * 3);
    return { count: prepared.length, size, pixels };
  }
}

/** The reference first. */
function precisionsOf(backbone: Backbone, { precisions = [] }: ImportModelInput): readonly Precision[] {
  const given = backbone.givenPrecision ?? 'float32';
  const wanted = [...new Set<Precision>([given, ...precisions])];
  if (!isOnnx(backbone) || wanted.length === 1) return wanted;
  throw new DomainError('INVALID_INPUT', `ONNX towers are served as they are, in ${given}.`, {
    remedy: 'Import the checkpoint they were made from to get other precisions.',
  });
}

function isOnnx({ imageTower, textTower }: Backbone): boolean {
  return 'kind' in imageTower || 'kind' in textTower;
}

/** An id without a row would fail every text that has it. */
function checkVocabularySize(
  { tokenizer, vocabularySize }: Backbone,
  opened: Tokenizer,
  checkpoint: Checkpoint,
): void {
  const size = tokenizer.size ?? opened.vocabularySize;
  if (size === vocabularySize || (tokenizer.size === undefined && size < vocabularySize)) return;
  throw new DomainError(
    'CHECKPOINT_MISMATCH',
    `The vocabulary has ${size} entries, but ${checkpoint.fileName} has ${vocabularySize} word embeddings.`,
    { remedy: 'Pass the vocabulary that belongs to this checkpoint.' },
  );
}
