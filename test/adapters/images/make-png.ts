import { crc32, deflateSync } from 'node:zlib';

export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits per channel. */
  readonly depth: number;
  readonly colourType: number;
  /** Every row preceded by its filter byte. */
  readonly rows: Uint8Array;
  /** Chunks between header and pixels. */
  readonly extra?: readonly Uint8Array[];
}

/** A PNG of exactly these parts, sensible or not. */
export function makePng({ width, height, depth, colourType, rows, extra = [] }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const pixels = pngChunk('IDAT', deflateSync(rows));
  return Buffer.concat([signature, pngChunk('IHDR', header), ...extra, pixels, pngChunk('IEND', [])]);
}

export function pngChunk(name: string, content: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length);
  bytes.write(name, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}
