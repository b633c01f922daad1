import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { describeImage, HeaderImageInspector } from '../../../adapters/images/header-image-inspector.ts';
import { defaultImageLimits } from '../../../adapters/images/image-limits.ts';
import { makeThumbnail } from '../../../adapters/images/make-thumbnail.ts';
import { DomainError } from '../../../core/errors.ts';
import { noise } from '../../core/imaging/noise.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { makePng } from './make-png.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/images/${name}`, import.meta.url));

/** An APP1 segment. */
function exif(tiff: string): Buffer {
  const content = Buffer.from(`Exif\0\0${tiff}`, 'latin1');
  return Buffer.concat([Buffer.of(0xff, 0xe1, 0, content.length + 2), content]);
}

async function failure(encoded: Uint8Array): Promise<DomainError> {
  const error = await decodeImage(encoded).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DomainError);
  return error as DomainError;
}

/** Fails with the code, says what to do, and repeats nothing of what the decoder said. */
async function expectUnreadable(encoded: Uint8Array, message: RegExp): Promise<void> {
  const error = await failure(encoded);
  expect(error.code).toBe('IMAGE_UNREADABLE');
  expect(error.message).toMatch(message);
  expect(error.remedy).toBe('Send a complete JPEG, PNG, WebP, GIF or BMP file.');
  expect(error.message).not.toMatch(/vips|libpng|glib|input buffer|XML/i);
}

const damaged = /could not be decoded/;
const unknownType = /unknown or unsupported type/;

describe.skipIf(!hasShared)('files that PIL refuses', () => {
  it.each([
    ['bad_crc.png', damaged],
    ['empty.png', /is empty/],
    ['not_an_image.jpg', unknownType],
    ['truncated.jpg', damaged],
    ['truncated.png', damaged],
  ])('%s is refused', async (file, message) => {
    await expectUnreadable(readFileSync(sharedPath(`golden/preprocess/bad/${file}`)), message);
  });
});

describe('files that are no pictures', () => {
  it.each<[string, Uint8Array]>([
    ['random bytes', noise(5000, 1)],
    ['one byte', Uint8Array.from([0xff])],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['TIFF', Buffer.from('II*\0\b\0\0\0\0\0')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['AVIF', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0')],
    ['HEIC', Buffer.from('\0\0\0\x1cftypheic\0\0\0\0')],
    ['JPEG XL', Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1')],
    ['a WAVE file', Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0')],
  ])('%s is refused by type', async (_, bytes) => {
    await expectUnreadable(bytes, unknownType);
  });

  it('no bytes at all are refused', async () => {
    await expectUnreadable(new Uint8Array(), /is empty/);
  });

  it.each(['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBP', 'GIF89a', 'BM'])(
    'a file of only the magic %j, or that and noise, is refused',
    async (magic) => {
      const start = Buffer.from(magic, 'latin1');
      await expectUnreadable(start, /ends within its header/);
      for (let seed = 0; seed < 40; seed++) {
        const error = await failure(Buffer.concat([start, noise(400, seed)]));
        expect(['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE']).toContain(error.code);
      }
    },
  );
});

describe('pictures cut short', () => {
  it.each([
    'photo.jpg',
    'progressive.jpg',
    'cmyk.jpg',
    'rgb.png',
    'palette.png',
    'lossy.webp',
    'lossless-alpha.webp',
    'rgb.bmp',
  ])('%s is refused at any length', async (name) => {
    const whole = fixture(name);
    for (const part of [0.1, 0.5, 0.9]) {
      const error = await failure(whole.subarray(0, Math.trunc(whole.length * part)));
      expect(error.code).toBe('IMAGE_UNREADABLE');
    }
  });

  it('a GIF is refused when pixels of its first frame are missing', async () => {
    const whole = fixture('transparent.gif');
    await expectUnreadable(whole.subarray(0, whole.length - 60), /ends before its last pixel/);
  });

  it('a JPEG without its end marker is refused, as by PIL', async () => {
    await expectUnreadable(fixture('photo.jpg').subarray(0, -2), damaged);
  });

  it('a PNG whose header promises another size is refused', async () => {
    const rows = new Uint8Array(31 * 10);
    await expectUnreadable(makePng({ width: 10, height: 11, depth: 8, colourType: 2, rows }), damaged);
  });
});

it.each(['gif', 'webp'] as const)('of an animated %s only the first picture is seen', async (format) => {
  const [red, blue] = [
    [255, 0, 0],
    [0, 0, 255],
  ].map((colour) => Buffer.from(Array.from({ length: 16 }, () => colour).flat()));
  const raw = { width: 4, height: 8, channels: 3, pageHeight: 4 } as const;
  const animated = await sharp(Buffer.concat([red!, blue!]), { raw })
    .toFormat(format, { delay: [9, 9], lossless: true })
    .toBuffer();
  expect((await sharp(animated, { animated: true }).metadata()).pages).toBe(2);
  const { width, height, data } = await decodeImage(animated);
  expect([width, height, [...data]]).toEqual([4, 4, [...red!]]);
});

describe('bombs', () => {
  const bomb = makePng({ width: 30_000, height: 30_000, depth: 8, colourType: 2, rows: new Uint8Array(9) });

  it('a PNG header of 30000 × 30000 is refused before decoding, with the figures', async () => {
    const error = await failure(bomb);
    expect(error.code).toBe('IMAGE_TOO_LARGE');
    expect(error.message).toContain('30000 × 30000 pixels, the limit is 50000000 pixels');
    expect(error.details).toMatchObject({
      width: 30_000,
      height: 30_000,
      pixels: 900_000_000,
      maxPixels: 50_000_000,
    });
  });

  it('a PNG thinner than the pixel limit but of absurd length is refused', async () => {
    const thin = makePng({ width: 1, height: 40_000_000, depth: 1, colourType: 0, rows: new Uint8Array(9) });
    expect(await failure(thin)).toMatchObject({ code: 'IMAGE_TOO_LARGE', details: { maxEdge: 65_535 } });
  });

  it('a GIF is refused for its canvas, and for a frame that is larger than its canvas', async () => {
    const gif = Buffer.from(fixture('transparent.gif'));
    gif.writeUInt16LE(60_000, 6);
    gif.writeUInt16LE(60_000, 8);
    expect((await failure(gif)).code).toBe('IMAGE_TOO_LARGE');
    const frame = Buffer.from('GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\0', 'latin1');
    expect((await failure(frame)).code).toBe('IMAGE_TOO_LARGE');
  });

  it('a BMP header of two billion pixels is refused, and so is one with four billion colours', async () => {
    const bmp = Buffer.from(fixture('rgb.bmp'));
    bmp.writeInt32LE(-2_000_000_000, 22);
    expect((await failure(bmp)).code).toBe('IMAGE_TOO_LARGE');
    const colours = Buffer.from(fixture('rgb.bmp'));
    colours.writeUInt16LE(8, 28);
    colours.writeUInt32LE(0xffffffff, 46);
    await expectUnreadable(colours, /palette of 4294967295 colours/);
  });

  it('a file over the byte limit is refused by its length alone', async () => {
    const error = await failure(new Uint8Array(20 * 1024 * 1024 + 1));
    expect(error.code).toBe('IMAGE_TOO_LARGE');
    expect(error.details).toEqual({ sizeBytes: 20_971_521, maxBytes: 20_971_520 });
  });

  it('the limits can be set', async () => {
    const limits = { maxBytes: 1e6, maxPixels: 1000, maxEdge: 30 };
    await expect(decodeImage(fixture('rgb.png'), limits)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    await expect(decodeImage(fixture('rgb.png'), { ...limits, maxPixels: 1e6 })).rejects.toThrow(
      '30 pixels along an edge',
    );
  });

  it('describing a picture has the same limits', async () => {
    expect(() => describeImage(bomb)).toThrow('30000 × 30000');
    await expect(new HeaderImageInspector().describe(new Uint8Array())).rejects.toThrow(/is empty/);
  });
});

describe('describeImage', () => {
  it.each([
    ['photo.jpg', 'image/jpeg'],
    ['progressive.jpg', 'image/jpeg'],
    ['cmyk.jpg', 'image/jpeg'],
    ['rgb.png', 'image/png'],
    ['lossy.webp', 'image/webp'],
    ['lossless-alpha.webp', 'image/webp'],
    ['transparent.gif', 'image/gif'],
    ['rgb.bmp', 'image/bmp'],
  ])('reads type and size of %s from its header', async (name, mediaType) => {
    expect(describeImage(fixture(name))).toEqual({ mediaType, width: 40, height: 26 });
    expect(describeImage(fixture(name).subarray(0, 1500))).toEqual({ mediaType, width: 40, height: 26 });
  });

  it('gives the size of a photograph as it is shown, which its pixels need not have', async () => {
    const lying = fixture('photo-exif6.jpg');
    expect(describeImage(lying)).toEqual({ mediaType: 'image/jpeg', width: 26, height: 40 });
    expect(await decodeImage(lying)).toMatchObject({ width: 40, height: 26 });
  });

  it.each(['jpeg', 'png', 'webp'] as const)('turns a %s as thumbnails are turned', async (format) => {
    const plain = { create: { width: 60, height: 30, channels: 3, background: 'red' } } as const;
    for (let orientation = 1; orientation <= 8; orientation++) {
      const encoded = await sharp(plain).withMetadata({ orientation }).toFormat(format).toBuffer();
      const { width, height } = describeImage(encoded);
      expect([orientation, width, height]).toEqual([orientation, ...(orientation < 5 ? [60, 30] : [30, 60])]);
      const shown = await sharp(await makeThumbnail(encoded, 256, defaultImageLimits)).metadata();
      expect([shown.width, shown.height]).toEqual([width, height]);
    }
  });

  it.each([
    ['of big-endian numbers', exif('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0'), [26, 40]],
    ['of no known value', exif('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0'), [40, 26]],
    ['of another type', exif('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x01\0\x06\0\0'), [40, 26]],
    ['that is cut short', exif('MM\0*\0\0\0\x08\0\x01\x01\x12'), [40, 26]],
    ['that is nothing', exif(''), [40, 26]],
    ['that points outside', exif('II*\0\xff\xff\xff\xff'), [40, 26]],
  ])('takes a JPEG with Exif %s', (_, segment, [width, height]) => {
    const jpeg = fixture('photo.jpg');
    const encoded = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
    expect(describeImage(encoded)).toEqual({ mediaType: 'image/jpeg', width, height });
  });
});
