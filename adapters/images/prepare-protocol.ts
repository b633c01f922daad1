import { DomainError, type ErrorCode } from '../../core/errors.ts';
import type { ImageGeometry } from '../../core/model/manifest.ts';
import type { ConversionOrder } from '../../core/ports/image-preprocessor.ts';
import type { ImageLimits } from './image-limits.ts';

/** What the pool sends to a worker thread. */
export interface PrepareTask {
  readonly encoded: Uint8Array;
  readonly geometry: ImageGeometry;
  readonly order: ConversionOrder;
  readonly limits: ImageLimits;
  /** See {@link decodeImage}. */
  readonly leastEdge?: number;
}

/** The other thing that a thread does, see {@link makeThumbnail}. */
export interface ThumbnailTask {
  readonly encoded: Uint8Array;
  readonly longestEdge: number;
  readonly limits: ImageLimits;
}

/** What a worker answers: RGB bytes (size, size, 3) or a WebP, or why there are none. Anything thrown instead is a bug. */
export type PrepareReply = Uint8Array | PackedError;

/** A DomainError as plain data: structured cloning keeps only the message of an error. */
export interface PackedError {
  readonly code: ErrorCode;
  /** Without the remedy, which the constructor appends. */
  readonly message: string;
  readonly remedy: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}

/** See {@link PackedError}. The cause stays behind. */
export function packError({ code, message, remedy, details }: DomainError): PackedError {
  const bare = remedy === undefined ? message : message.slice(0, -remedy.length - 1);
  return { code, message: bare, remedy, details };
}

/** The DomainError that was packed. */
export function unpackError({ code, message, remedy, details }: PackedError): DomainError {
  return new DomainError(code, message, remedy === undefined ? { details } : { remedy, details });
}
