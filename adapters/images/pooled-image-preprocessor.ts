import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { DomainError } from '../../core/errors.ts';
import type { ImageGeometry } from '../../core/model/manifest.ts';
import type { ConversionOrder, ImagePreprocessor } from '../../core/ports/image-preprocessor.ts';
import type { ThumbnailMaker } from '../../core/ports/thumbnails.ts';
import { compiledFile } from '../files/package-root.ts';
import { defaultImageLimits, type ImageLimits, requireEncodedSize } from './image-limits.ts';
import { type PrepareReply, type PrepareTask, type ThumbnailTask, unpackError } from './prepare-protocol.ts';
import { newRestrictionState } from './restrict-libvips.ts';

export interface PooledImagePreprocessorOptions {
  /** Most threads at once. Default: what the machine has. */
  readonly maxThreads?: number;
  /** Most pictures waiting for a thread. Default: 256. */
  readonly maxQueue?: number;
  readonly limits?: ImageLimits;
  /**
   * Decodes large JPEGs at a fraction of their size, twice the model's input at least: faster, and the pixels are others than
   * the original's. Default: false.
   */
  readonly reducedJpeg?: boolean;
}

const idleTimeoutMs = 30_000;
const restrictionState = newRestrictionState();

/** Decodes and resizes pictures, and makes thumbnails, on worker threads, which start with the first picture and leave when idle. */
export class PooledImagePreprocessor implements ImagePreprocessor, ThumbnailMaker {
  readonly #maxThreads: number;
  readonly #maxQueue: number;
  readonly #limits: ImageLimits;
  readonly #reducedJpeg: boolean;
  #pool: Piscina<PrepareTask | ThumbnailTask, PrepareReply> | undefined;
  #unfinished = 0;

  constructor(options: PooledImagePreprocessorOptions = {}) {
    this.#maxThreads = options.maxThreads ?? availableParallelism();
    this.#maxQueue = options.maxQueue ?? 256;
    this.#limits = options.limits ?? defaultImageLimits;
    this.#reducedJpeg = options.reducedJpeg ?? false;
  }

  /** @throws DomainError also OVERLOADED when too many pictures are waiting */
  async prepare(
    encoded: Uint8Array,
    geometry: ImageGeometry,
    order: ConversionOrder = geometry.order ?? 'resize-first',
  ): Promise<Uint8Array> {
    const reduced = this.#reducedJpeg ? { leastEdge: 2 * geometry.size } : {};
    return this.#run('prepare', encoded, (copy) => ({
      encoded: copy,
      geometry,
      order,
      limits: this.#limits,
      ...reduced,
    }));
  }

  thumbnail(encoded: Uint8Array, longestEdge: number): Promise<Uint8Array> {
    return this.#run('thumbnail', encoded, (copy) => ({ encoded: copy, longestEdge, limits: this.#limits }));
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close({ force: true });
  }

  async #run(
    name: 'prepare' | 'thumbnail',
    encoded: Uint8Array,
    taskOf: (copy: Uint8Array<ArrayBuffer>) => PrepareTask | ThumbnailTask,
  ): Promise<Uint8Array> {
    requireEncodedSize(encoded.length, this.#limits);
    this.#requireRoom();
    this.#unfinished++;
    try {
      // Copied and moved: the caller keeps its bytes, and cloning a small Buffer would clone the pool it lies in.
      const copy = Uint8Array.from(encoded);
      const reply = await this.#started().run(taskOf(copy), { name, transferList: [copy.buffer] });
      if (reply instanceof Uint8Array) return reply;
      throw unpackError(reply);
    } finally {
      this.#unfinished--;
    }
  }

  #started(): Piscina<PrepareTask | ThumbnailTask, PrepareReply> {
    this.#pool ??= new Piscina<PrepareTask | ThumbnailTask, PrepareReply>({
      filename: compiledFile('adapters/images/prepare-worker.js'),
      workerData: restrictionState,
      minThreads: 0,
      maxThreads: this.#maxThreads,
      idleTimeout: idleTimeoutMs,
    });
    return this.#pool;
  }

  #requireRoom(): void {
    const room = this.#maxThreads + this.#maxQueue;
    if (this.#unfinished < room) return;
    throw new DomainError('OVERLOADED', `${this.#unfinished} pictures are already waiting to be prepared.`, {
      remedy: 'Try again shortly, or send fewer at once.',
      details: { waiting: this.#unfinished, limit: room, retryAfterSeconds: 1 },
    });
  }
}
