import type { Embedding, EmbeddingModel, TextEmbedding } from '../../core/embedding/embedding-model.ts';
import { DomainError } from '../../core/errors.ts';
import type { ModelManifest } from '../../core/model/manifest.ts';
import { norm } from '../../core/numeric/vectors.ts';
import type { ConversionOrder } from '../../core/ports/image-preprocessor.ts';
import type { TextInspection, Tokenization } from '../../core/ports/tokenizer.ts';
import { fakeManifest } from './fake-manifest.ts';

/**
 * A model without a network, of 4 dimensions. A text or a picture (UTF-8 bytes) that reads `[a, b, c, d]` has that
 * vector as its features; any other gets one made from its letters. A picture that begins with `bad` is unreadable.
 */
export class FakeModel implements EmbeddingModel {
  readonly manifest: ModelManifest;
  /** Texts of each call. */
  readonly textCalls: (readonly string[])[] = [];
  /** Number of pictures and conversion order of each call. */
  readonly imageCalls: { readonly count: number; readonly order: ConversionOrder }[] = [];
  /** Thrown by the next call when set. */
  failure: Error | undefined;

  constructor(manifest: Partial<ModelManifest> = {}) {
    this.manifest = fakeManifest(manifest);
  }

  tokenize(text: string): Tokenization {
    const tokens = Array.from(text.replaceAll(/\s/g, ''));
    const kept = tokens.slice(0, this.manifest.contextLength - 2);
    return {
      ids: Int32Array.from([101, ...kept.map((token) => token.codePointAt(0) ?? 0), 102]),
      tokens: kept,
      pieceCount: tokens.length,
      unknownCount: 0,
      truncated: kept.length < tokens.length,
    };
  }

  inspect(text: string): TextInspection {
    const pieces = Array.from(text.replaceAll(/\s/g, '')).map((token, i) => ({
      token,
      id: token.codePointAt(0) ?? 0,
      isUnknown: false,
      isKept: i < this.manifest.contextLength - 2,
      place: null,
    }));
    return { pieces, foldings: null };
  }

  async embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]> {
    this.textCalls.push(texts);
    this.#failWhenTold();
    texts.forEach((text, index) => {
      if (text.trim() === '')
        throw new DomainError('INVALID_INPUT', `Text ${index} is empty.`, { details: { index } });
    });
    return texts.map((text) => ({ ...embed(text), tokenization: this.tokenize(text) }));
  }

  async embedImages(
    images: readonly Uint8Array[],
    order: ConversionOrder = this.manifest.image.order ?? 'resize-first',
  ): Promise<readonly (Embedding | Error)[]> {
    this.imageCalls.push({ count: images.length, order });
    this.#failWhenTold();
    return images.map((image) => {
      const content = new TextDecoder().decode(image);
      return content.startsWith('bad') ? unreadable() : embed(content);
    });
  }

  #failWhenTold(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}

/** Bytes of a picture whose features a {@link FakeModel} takes to be these. */
export function picture(...features: number[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(features));
}

/** Bytes that are no picture. */
export const badPicture: Uint8Array = new TextEncoder().encode('bad');

export function unreadable(): DomainError {
  return new DomainError('IMAGE_UNREADABLE', 'The picture cannot be read.');
}

function embed(content: string): Embedding {
  const raw = Float32Array.from(featuresOf(content));
  const length = norm(raw);
  return { raw, norm: length, unit: raw.map((value) => value / length) };
}

function featuresOf(content: string): number[] {
  if (/^\[.*\]$/.test(content)) return JSON.parse(content) as number[];
  const features = [1, 1, 1, 1];
  Array.from(content).forEach((char, i) => {
    features[i % 4]! += ((char.codePointAt(0) ?? 0) % 17) / 17;
  });
  return features;
}
