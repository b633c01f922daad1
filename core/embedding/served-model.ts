import type { ModelManifest } from '../model/manifest.ts';
import type { ConversionOrder } from '../ports/image-preprocessor.ts';
import type { TextInspection, Tokenization } from '../ports/tokenizer.ts';
import type { Embedding, EmbeddingModel, TextEmbedding } from './embedding-model.ts';

/** A loaded model for the length of one call. */
export interface ModelLease {
  readonly model: EmbeddingModel;
  release(): void;
}

/** A model as requests hold it: every call leases what is loaded at that moment. */
export class ServedModel implements EmbeddingModel {
  readonly manifest: ModelManifest;
  readonly #tokenize: (text: string) => Tokenization;
  readonly #inspect: (text: string) => TextInspection;
  readonly #acquire: () => Promise<ModelLease>;

  /** `loaded` is kept for its tokenizer only, which needs no session. */
  constructor(loaded: EmbeddingModel, acquire: () => Promise<ModelLease>) {
    this.manifest = loaded.manifest;
    this.#tokenize = (text) => loaded.tokenize(text);
    this.#inspect = (text) => loaded.inspect(text);
    this.#acquire = acquire;
  }

  tokenize(text: string): Tokenization {
    return this.#tokenize(text);
  }

  inspect(text: string): TextInspection {
    return this.#inspect(text);
  }

  embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]> {
    return this.#leased((model) => model.embedTexts(texts));
  }

  embedImages(
    images: readonly Uint8Array[],
    order?: ConversionOrder,
  ): Promise<readonly (Embedding | Error)[]> {
    return this.#leased((model) => model.embedImages(images, order));
  }

  async #leased<T>(call: (model: EmbeddingModel) => Promise<T>): Promise<T> {
    const { model, release } = await this.#acquire();
    try {
      return await call(model);
    } finally {
      release();
    }
  }
}
