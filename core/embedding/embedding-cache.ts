import type { Caller } from '../batching/batch-queue.ts';
import type { ConversionOrder } from '../ports/image-preprocessor.ts';
import type { TextInspection, Tokenization } from '../ports/tokenizer.ts';
import { refuseEmptyText } from './dual-encoder.ts';
import type { Embedding, EmbeddingModel, TextEmbedding } from './embedding-model.ts';

export interface EmbeddingCacheOptions {
  /** What the kept vectors may take; 0 keeps none. */
  readonly maximumBytes: number;
  /** Digest of a picture's bytes. */
  readonly digest: (bytes: Uint8Array) => string;
  /** On whose behalf the present call is: bulk work passes by, because it asks for each thing once. */
  readonly caller: () => Caller;
}

/** What the cache has done since it was made. */
export interface CacheCounters {
  hits: number;
  misses: number;
  bytes: number;
  entries: number;
}

/** Beside the numbers: key, objects, places in maps. */
const entryOverheadBytes = 512;

interface Entry {
  readonly embedding: Embedding;
  readonly bytes: number;
}

/**
 * Embeddings in memory by what they were made from and by the space they lie in; the least recently used go first. Equal inputs
 * that are asked for at the same time are embedded once. Callers get copies, so that nobody changes what is kept.
 */
export class EmbeddingCache {
  readonly counters: CacheCounters = { hits: 0, misses: 0, bytes: 0, entries: 0 };
  readonly #options: EmbeddingCacheOptions;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<Embedding | Error>>();

  constructor(options: EmbeddingCacheOptions) {
    this.#options = options;
  }

  /** A model whose answers are kept. `variant` tells apart what gives other numbers, such as a precision. */
  around(model: EmbeddingModel, variant: string): EmbeddingModel {
    return this.#options.maximumBytes === 0
      ? model
      : new CachedModel(model, `${model.manifest.spaceId} ${variant}`, this, this.#options);
  }

  /**
   * Embeddings by their keys, those that are not kept made by `embed` from their places.
   * @param embed gives one for each place, in order; an error is told to whoever asked, and not kept
   */
  async embed(
    keys: readonly string[],
    embed: (places: readonly number[]) => Promise<readonly (Embedding | Error)[]>,
  ): Promise<readonly (Embedding | Error)[]> {
    const found = keys.map((key, place) => this.#recall(key) ?? this.#shared(key, place, embed));
    const firstPlaces = new Map<string, number>();
    for (const [place, key] of keys.entries()) {
      if (found[place] === undefined && !firstPlaces.has(key)) firstPlaces.set(key, place);
    }
    this.counters.misses += firstPlaces.size;
    this.counters.hits += keys.length - firstPlaces.size;
    const missing = [...firstPlaces];
    const made = missing.length === 0 ? Promise.resolve([]) : embed(missing.map(([, place]) => place));
    for (const [i, [key]] of missing.entries()) this.#keepWhenMade(key, made, i);
    const all = keys.map((key, place) => found[place] ?? this.#pending.get(key)!);
    return (await Promise.all(all)).map((one) => (one instanceof Error ? one : copyOf(one)));
  }

  /** What another request is waiting for. When that one fails, by leaving for example, this one asks for itself. */
  #shared(
    key: string,
    place: number,
    embed: (places: readonly number[]) => Promise<readonly (Embedding | Error)[]>,
  ): Promise<Embedding | Error> | undefined {
    return this.#pending.get(key)?.catch(async () => (await embed([place]))[0]!);
  }

  #keepWhenMade(key: string, made: Promise<readonly (Embedding | Error)[]>, index: number): void {
    const one = made.then((embeddings) => {
      const embedding = embeddings[index]!;
      if (!(embedding instanceof Error)) this.#keep(key, embedding);
      return embedding;
    });
    this.#pending.set(key, one);
    const forget = () => void this.#pending.delete(key);
    one.then(forget, forget);
  }

  #recall(key: string): Embedding | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.embedding;
  }

  #keep(key: string, { raw, norm, unit }: Embedding): void {
    const bytes = raw.byteLength + unit.byteLength + 2 * key.length + entryOverheadBytes;
    this.#entries.set(key, { embedding: copyOf({ raw, norm, unit }), bytes });
    this.counters.bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.counters.bytes <= this.#options.maximumBytes) break;
      this.#entries.delete(oldest);
      this.counters.bytes -= entry.bytes;
    }
    this.counters.entries = this.#entries.size;
  }
}

class CachedModel implements EmbeddingModel {
  readonly #model: EmbeddingModel;
  readonly #prefix: string;
  readonly #cache: EmbeddingCache;
  readonly #options: EmbeddingCacheOptions;

  constructor(model: EmbeddingModel, prefix: string, cache: EmbeddingCache, options: EmbeddingCacheOptions) {
    this.#model = model;
    this.#prefix = prefix;
    this.#cache = cache;
    this.#options = options;
  }

  get manifest() {
    return this.#model.manifest;
  }

  tokenize(text: string): Tokenization {
    return this.#model.tokenize(text);
  }

  inspect(text: string): TextInspection {
    return this.#model.inspect(text);
  }

  async embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]> {
    texts.forEach(refuseEmptyText);
    if (this.#isBulk) return this.#model.embedTexts(texts);
    const tokenizations = texts.map((text) => this.tokenize(text));
    // The ids, because they are all that the tower sees.
    const keys = tokenizations.map(({ ids }) => `${this.#prefix} text ${ids.join(' ')}`);
    const embeddings = await this.#cache.embed(keys, (places) =>
      this.#model.embedTexts(places.map((place) => texts[place]!)),
    );
    return embeddings.map((embedding, i) => ({
      ...(embedding as Embedding),
      tokenization: tokenizations[i]!,
    }));
  }

  embedImages(
    images: readonly Uint8Array[],
    order?: ConversionOrder,
  ): Promise<readonly (Embedding | Error)[]> {
    if (this.#isBulk) return this.#model.embedImages(images, order);
    const keys = images.map((image) => `${this.#prefix} image ${order ?? ''} ${this.#options.digest(image)}`);
    return this.#cache.embed(keys, (places) =>
      this.#model.embedImages(
        places.map((place) => images[place]!),
        order,
      ),
    );
  }

  get #isBulk(): boolean {
    return this.#options.caller().priority === 'bulk';
  }
}

function copyOf({ raw, norm, unit }: Embedding): Embedding {
  return { raw: raw.slice(), norm, unit: unit.slice() };
}
