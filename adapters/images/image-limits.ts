import { DomainError } from '../../core/errors.ts';

/** What a picture may cost, checked before it is decoded. */
export interface ImageLimits {
  /** Size of the encoded file. */
  readonly maxBytes: number;
  /** Width × height. */
  readonly maxPixels: number;
  /** Longest edge in pixels: the resize keeps a few numbers for each. */
  readonly maxEdge: number;
}

export const defaultImageLimits: ImageLimits = {
  maxBytes: 20 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxEdge: 65_535,
};

/** @throws DomainError IMAGE_TOO_LARGE */
export function requireEncodedSize(sizeBytes: number, { maxBytes }: ImageLimits): void {
  if (sizeBytes <= maxBytes) return;
  throw new DomainError('IMAGE_TOO_LARGE', `The picture is ${sizeBytes} bytes, the limit is ${maxBytes}.`, {
    remedy: 'Send it smaller or more compressed.',
    details: { sizeBytes, maxBytes },
  });
}

/** @throws DomainError IMAGE_TOO_LARGE */
export function requireDimensions(width: number, height: number, { maxPixels, maxEdge }: ImageLimits): void {
  const pixels = width * height;
  if (pixels <= maxPixels && width <= maxEdge && height <= maxEdge) return;
  const limit = pixels > maxPixels ? `${maxPixels} pixels` : `${maxEdge} pixels along an edge`;
  throw new DomainError(
    'IMAGE_TOO_LARGE',
    `The picture is ${width} × ${height} pixels, the limit is ${limit}.`,
    {
      remedy: 'Send it smaller: models look at a few hundred pixels.',
      details: { width, height, pixels, maxPixels, maxEdge },
    },
  );
}
