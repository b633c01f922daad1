import { type BatchCounters, BatchQueue, type BatchWatch, type Caller } from '../batching/batch-queue.ts';
import { DomainError } from '../errors.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { ImageEncoder, TextEncoder } from '../ports/encoder.ts';
import type { ConversionOrder, ImagePreprocessor } from '../ports/image-preprocessor.ts';
import type { Tower } from '../ports/telemetry.ts';
import type { TextInspection, Tokenization, Tokenizer } from '../ports/tokenizer.ts';
import { padBatch } from '../tokenization/token-batch.ts';
import type { Embedding, EmbeddingModel, TextEmbedding } from './embedding-model.ts';

/** Batches of decoded pictures that one request may have waiting. */
const decodedAhead = 3;

/** Texts share a run with others whose lengths, rounded up to a multiple of this, are the same. */
const sharedStep = 8;

/** A run is padded to its longest text, rounded up to a multiple of this, so that a session sees few shapes. */
const paddingStep = 2;

/** How requests share runs; see {@link BatchQueue}. */
export interface Batching {
  /** Pictures of one run. */
  readonly maximumPictures: number;
  /** Texts of one run. */
  readonly maximumTexts: number;
  readonly maximumDelayMs: number;
  /** Runs that a tower can have at the same time. */
  readonly computing: number;
  readonly maximumWaiting: number;
}

export interface DualEncoderParts {
  readonly manifest: ModelManifest;
  readonly tokenizer: Tokenizer;
  readonly preprocessor: ImagePreprocessor;
  readonly imageEncoder: ImageEncoder;
  readonly textEncoder: TextEncoder;
  readonly batching: Batching;
  /** On whose behalf the present call is. */
  readonly caller: () => Caller;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** When features no longer change their last digits. Work in bulk waits for it: its files are to be the same each time. */
  readonly settled?: Promise<unknown>;
  /** Who watches the queue of a tower. */
  readonly watch?: ((tower: Tower, counters: () => Readonly<BatchCounters>) => BatchWatch) | undefined;
}

/** Tokenizer, preprocessor and two towers as one model, each tower with a queue in which requests share runs. */
export class DualEncoder implements EmbeddingModel {
  readonly manifest: ModelManifest;
  readonly #parts: DualEncoderParts;
  readonly #texts: BatchQueue<Tokenization, Float32Array>;
  readonly #images: BatchQueue<Uint8Array, Float32Array>;

  constructor(parts: DualEncoderParts) {
    const { batching, manifest, now, watch } = parts;
    this.manifest = manifest;
    this.#parts = parts;
    this.#texts = new BatchQueue({
      ...batching,
      now,
      maximumBatch: manifest.fixedShapes?.textBatch ?? batching.maximumTexts,
      bucketOf: ({ ids }) => this.#rowLength(ids.length, sharedStep),
      run: (rows) => this.#encodeTexts(rows),
      watch: watch?.('text', () => this.#texts.counters),
    });
    this.#images = new BatchQueue({
      ...batching,
      now,
      maximumBatch: this.#imageBatch,
      bucketOf: () => 0,
      run: (rows) => this.#encodeImages(rows),
      watch: watch?.('image', () => this.#images.counters),
    });
  }

  /** What both queues have done. */
  get counters(): { readonly texts: Readonly<BatchCounters>; readonly images: Readonly<BatchCounters> } {
    return { texts: this.#texts.counters, images: this.#images.counters };
  }

  tokenize(text: string): Tokenization {
    return this.#parts.tokenizer.tokenize(text, this.manifest.contextLength);
  }

  inspect(text: string): TextInspection {
    return this.#parts.tokenizer.inspect(text, this.manifest.contextLength);
  }

  async embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]> {
    texts.forEach(refuseEmptyText);
    const tokenizations = texts.map((text) => this.tokenize(text));
    const rows = await this.#texts.submit(tokenizations, await this.#caller());
    return rows.map((raw, i) => ({ ...this.#embedding(raw), tokenization: tokenizations[i]! }));
  }

  async embedImages(
    images: readonly Uint8Array[],
    order?: ConversionOrder,
  ): Promise<readonly (Embedding | Error)[]> {
    const caller = await this.#caller();
    const encodings: Promise<readonly (Embedding | Error)[]>[] = [];
    for (const chunk of chunks(images, this.#imageBatch)) {
      caller.signal?.throwIfAborted();
      const prepared = await Promise.all(chunk.map((image) => this.#prepare(image, order)));
      // Not awaited: the next pictures are decoded while these wait for the tower and run.
      const encoding = this.#embedPrepared(prepared, caller);
      encoding.catch(() => undefined);
      encodings.push(encoding);
      // But no more than that: pictures that are decoded too early only take memory.
      await encodings.at(-decodedAhead);
    }
    return (await Promise.all(encodings)).flat();
  }

  /** Whose call it is, once it may begin. */
  async #caller(): Promise<Caller> {
    const caller = this.#parts.caller();
    if (caller.priority === 'bulk') await this.#parts.settled;
    return caller;
  }

  get #imageBatch(): number {
    return this.manifest.fixedShapes?.imageBatch ?? this.#parts.batching.maximumPictures;
  }

  async #prepare(image: Uint8Array, order?: ConversionOrder): Promise<Uint8Array | Error> {
    try {
      return await this.#parts.preprocessor.prepare(image, this.manifest.image, order);
    } catch (error) {
      // That others wait is no fault of this picture.
      if (error instanceof DomainError && error.code !== 'OVERLOADED') return error;
      throw error;
    }
  }

  /** Embeddings of what could be prepared, errors in the places of the rest. */
  async #embedPrepared(
    prepared: readonly (Uint8Array | Error)[],
    caller: Caller,
  ): Promise<readonly (Embedding | Error)[]> {
    const readable = prepared.filter((image) => image instanceof Uint8Array);
    const rows = await this.#images.submit(readable, caller);
    let row = 0;
    return prepared.map((image) => (image instanceof Uint8Array ? this.#embedding(rows[row++]!) : image));
  }

  async #encodeImages(rows: readonly Uint8Array[]): Promise<readonly Float32Array[]> {
    const { size } = this.manifest.image;
    const pixels = new Uint8Array(rows.length * size * size * 3);
    for (const [i, image] of rows.entries()) pixels.set(image, i * size * size * 3);
    return this.#rowsOf(
      await this.#parts.imageEncoder.encode({ count: rows.length, size, pixels }),
      rows.length,
    );
  }

  async #encodeTexts(rows: readonly Tokenization[]): Promise<readonly Float32Array[]> {
    const length = this.#rowLength(Math.max(...rows.map(({ ids }) => ids.length)), paddingStep);
    const batch = padBatch(rows, this.#parts.tokenizer.padId, length);
    return this.#rowsOf(await this.#parts.textEncoder.encode(batch), rows.length);
  }

  /** Features (N, D) by row. A tower of another width would mix them up. */
  #rowsOf(features: Float32Array, count: number): readonly Float32Array[] {
    const { name, dimension } = this.manifest;
    if (features.length !== count * dimension) {
      throw new DomainError(
        'INFERENCE_FAILED',
        `A tower of ${name} gave ${features.length} numbers for ${count} inputs, expected ${dimension} each.`,
      );
    }
    return Array.from({ length: count }, (_, i) => features.slice(i * dimension, (i + 1) * dimension));
  }

  /** Tokens of a padded row whose longest text has `longest`. */
  #rowLength(longest: number, step: number): number {
    const { contextLength, fixedShapes, tokenizer } = this.manifest;
    if (fixedShapes?.textLength !== undefined) return fixedShapes.textLength;
    if (tokenizer.padding === 'context') return contextLength;
    return Math.min(Math.ceil(longest / step) * step, contextLength);
  }

  #embedding(raw: Float32Array): Embedding {
    const norm = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
    if (!(norm > 0 && Number.isFinite(norm))) {
      throw new DomainError(
        'INFERENCE_FAILED',
        `The model ${this.manifest.name} gave a vector without direction.`,
      );
    }
    return { raw, norm, unit: raw.map((value) => value / norm) };
  }
}

/** @throws DomainError INVALID_INPUT naming the text by its index */
export function refuseEmptyText(text: string, index: number): void {
  if (text.trim() !== '') return;
  throw new DomainError('INVALID_INPUT', `Text ${index} is empty.`, {
    remedy: 'Send at least one character.',
    details: { index },
  });
}

function* chunks<T>(values: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
