import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { channelsOf, type RasterImage } from '../../core/imaging/raster-image.ts';
import type { ImageHeader } from './image-header.ts';
import { unreadableImage } from './unreadable-image.ts';

const patienceSeconds = 20;

/**
 * A JPEG, PNG or WebP as Pillow 9.4 loads it, in its native mode: EXIF orientation, colour profiles and gamma are
 * ignored, of an animation the first frame is taken, damage that Pillow reports is an error.
 * @param divisor of a JPEG's size: 2, 4 or 8 leave the finer frequencies undecoded (libjpeg's scaled inverse transform)
 * @throws DomainError IMAGE_UNREADABLE
 */
export async function decodeWithSharp(
  encoded: Uint8Array,
  header: ImageHeader,
  divisor = 1,
): Promise<RasterImage> {
  const width = Math.floor(header.width / divisor);
  const height = Math.floor(header.height / divisor);
  const picture = sharp(encoded, {
    failOn: 'error',
    limitInputPixels: header.width * header.height,
    ignoreIcc: true,
    sequentialRead: true,
    pages: 1,
  }).timeout({ seconds: patienceSeconds });
  // Shrinking by a power of two is all that is left of this resize: libvips does it while it decodes.
  const sized = divisor === 1 ? picture : picture.resize(width, height, { fit: 'fill' });
  const { data, info } = await inNativeColours(sized, header)
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw unreadableImage(
        'could not be decoded: its pixel data are damaged, cut short or not what its header says',
        error,
      );
    });
  if (info.width !== width || info.height !== height) {
    throw unreadableImage('does not have the size its header says');
  }
  return toRaster(data, info, header);
}

/** Asks for the values as they are in the file; sharp would otherwise turn everything into 8-bit sRGB. */
function inNativeColours(picture: Sharp, { mode, bitsPerChannel }: ImageHeader): Sharp {
  if (mode === 'CMYK') return picture.pipelineColourspace('cmyk').toColourspace('cmyk').raw();
  if (mode === '1' || mode === 'L') return picture.toColourspace('b-w').raw();
  if (bitsPerChannel === 8) return picture.raw();
  return picture.toColourspace(mode === 'I' ? 'grey16' : 'rgb16').raw({ depth: 'ushort' });
}

function toRaster(data: Buffer, { width, height, channels }: OutputInfo, header: ImageHeader): RasterImage {
  const mode = header.mode ?? (channels === 4 ? 'RGBA' : 'RGB');
  if (mode === 'I')
    return {
      mode,
      width,
      height,
      data: pick(wideValues(data), channels, [0], new Uint16Array(width * height)),
    };
  const bytes =
    header.bitsPerChannel === 16
      ? highBytes(wideValues(data))
      : new Uint8Array(data.buffer, data.byteOffset, data.length);
  const kept =
    mode === 'LA' ? [0, channels - 1] : Array.from({ length: channelsOf(mode) }, (_, channel) => channel);
  if (kept.length === channels) return { mode, width, height, data: bytes };
  return {
    mode,
    width,
    height,
    data: pick(bytes, channels, kept, new Uint8Array(width * height * kept.length)),
  };
}

/** The kept channels of every pixel. */
function pick<Values extends Uint8Array | Uint16Array>(
  values: Values,
  channels: number,
  kept: readonly number[],
  target: Values,
): Values {
  for (let source = 0, to = 0; source < values.length; source += channels) {
    for (const channel of kept) target[to++] = values[source + channel]!;
  }
  return target;
}

function wideValues(data: Buffer): Uint16Array {
  return new Uint16Array(Uint8Array.from(data).buffer);
}

function highBytes(values: Uint16Array): Uint8Array {
  return Uint8Array.from(values, (value) => value >>> 8);
}
