import { DomainError } from '../errors.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { ImageEncoder, TextEncoder } from '../ports/encoder.ts';
import type { ConversionOrder, ImagePreprocessor } from '../ports/image-preprocessor.ts';
import type { Tokenization, Tokenizer } from '../ports/tokenizer.ts';
import { padBatch } from '../tokenization/token-batch.ts';
import type { Embedding, EmbeddingModel, TextEmbedding } from './embedding-model.ts';

/** Rows of one run: more do not pay on a CPU, and a long run would make interactive requests wait. */
const maximumBatch = 32;

/** Lengths are rounded up to a multiple of this, so that a session sees few shapes. */
const lengthStep = 8;

export interface DualEncoderParts {
  readonly manifest: ModelManifest;
  readonly tokenizer: Tokenizer;
  readonly preprocessor: ImagePreprocessor;
  readonly imageEncoder: ImageEncoder;
  readonly textEncoder: TextEncoder;
}

/** Tokenizer, preprocessor and two towers as one model: cuts requests into batches and puts the rows back in order. */
export class DualEncoder implements EmbeddingModel {
  readonly manifest: ModelManifest;
  readonly #parts: DualEncoderParts;

  constructor(parts: DualEncoderParts) {
    this.manifest = parts.manifest;
    this.#parts = parts;
  }

  tokenize(text: string): Tokenization {
    return this.#parts.tokenizer.tokenize(text, this.manifest.contextLength);
  }

  async embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]> {
    texts.forEach(refuseEmptyText);
    const tokenizations = texts.map((text) => this.tokenize(text));
    const embeddings = new Array<TextEmbedding>(texts.length);
    // Rows of similar length share a batch, so that little of it is padding.
    const order = tokenizations
      .map((_, i) => i)
      .sort((a, b) => tokenizations[a]!.ids.length - tokenizations[b]!.ids.length);
    for (const rows of chunks(order, this.manifest.fixedShapes?.textBatch ?? maximumBatch)) {
      const features = await this.#encodeTexts(rows.map((row) => tokenizations[row]!));
      rows.forEach((row, i) => {
        embeddings[row] = { ...this.#embedding(features, i), tokenization: tokenizations[row]! };
      });
    }
    return embeddings;
  }

  async embedImages(
    images: readonly Uint8Array[],
    order?: ConversionOrder,
  ): Promise<readonly (Embedding | Error)[]> {
    const encodings: Promise<readonly (Embedding | Error)[]>[] = [];
    const size = this.manifest.fixedShapes?.imageBatch ?? maximumBatch;
    for (const chunk of chunks(images, size)) {
      const prepared = await Promise.all(chunk.map((image) => this.#prepare(image, order)));
      // Not awaited: the next pictures are decoded while this batch runs.
      const encoding = this.#encodeImages(prepared);
      encoding.catch(() => undefined);
      encodings.push(encoding);
    }
    return (await Promise.all(encodings)).flat();
  }

  async #prepare(image: Uint8Array, order?: ConversionOrder): Promise<Uint8Array | Error> {
    try {
      return await this.#parts.preprocessor.prepare(image, this.manifest.image, order);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  async #encodeImages(prepared: readonly (Uint8Array | Error)[]): Promise<readonly (Embedding | Error)[]> {
    const { size } = this.manifest.image;
    const readable = prepared.filter((image) => image instanceof Uint8Array);
    if (readable.length === 0) return prepared as readonly Error[];
    const pixels = new Uint8Array(readable.length * size * size * 3);
    for (const [i, image] of readable.entries()) pixels.set(image, i * size * size * 3);
    const features = await this.#parts.imageEncoder.encode({ count: readable.length, size, pixels });
    this.#checkSize(features, readable.length);
    let row = 0;
    return prepared.map((image) => (image instanceof Uint8Array ? this.#embedding(features, row++) : image));
  }

  async #encodeTexts(tokenizations: readonly Tokenization[]): Promise<Float32Array> {
    const length = this.#rowLength(Math.max(...tokenizations.map(({ ids }) => ids.length)));
    const batch = padBatch(tokenizations, this.#parts.tokenizer.padId, length);
    const features = await this.#parts.textEncoder.encode(batch);
    this.#checkSize(features, tokenizations.length);
    return features;
  }

  /** A tower of another width would mix up the rows. */
  #checkSize(features: Float32Array, count: number): void {
    const { name, dimension } = this.manifest;
    if (features.length === count * dimension) return;
    throw new DomainError(
      'INFERENCE_FAILED',
      `A tower of ${name} gave ${features.length} numbers for ${count} inputs, expected ${dimension} each.`,
    );
  }

  /** Tokens of a padded row whose longest text has `longest`. */
  #rowLength(longest: number): number {
    const { contextLength, fixedShapes, tokenizer } = this.manifest;
    if (fixedShapes?.textLength !== undefined) return fixedShapes.textLength;
    if (tokenizer.padding === 'context') return contextLength;
    return Math.min(Math.ceil(longest / lengthStep) * lengthStep, contextLength);
  }

  /** Row `index` of features (N, D). */
  #embedding(features: Float32Array, index: number): Embedding {
    const { dimension } = this.manifest;
    const raw = features.slice(index * dimension, (index + 1) * dimension);
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

function refuseEmptyText(text: string, index: number): void {
  if (text.trim() !== '') return;
  throw new DomainError('INVALID_INPUT', `Text ${index} is empty.`, {
    remedy: 'Send at least one character.',
    details: { index },
  });
}

function* chunks<T>(values: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
