import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

/** Pictures of the starter's gallery, as base64. */
export async function galleryPictures(starter: string): Promise<readonly string[]> {
  const pictures: string[] = [];
  const input = createReadStream(join(starter, 'emoji-cn/valid_imgs.tsv'));
  for await (const line of createInterface({ input })) pictures.push(line.split('\t')[1]!);
  return pictures;
}

/**
 * Writes a file of pictures as the original has them, ids from 0; the pictures of the gallery over and over, and each `everyDamaged`th cut
 * short. Gives the ids of the whole ones.
 */
export function writePictureFile(
  path: string,
  pictures: readonly string[],
  count: number,
  everyDamaged = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  return writePictures(path, (id) => pictures[id % pictures.length]!, count, everyDamaged);
}

/** The same with `count` pictures of which no two are equal: bitmaps of 4 x 4 pixels. */
export function writeBitmapFile(
  path: string,
  count: number,
  everyDamaged: number,
): Promise<readonly string[]> {
  return writePictures(path, bitmap, count, everyDamaged);
}

async function writePictures(
  path: string,
  pictureOf: (id: number) => string,
  count: number,
  everyDamaged: number,
): Promise<readonly string[]> {
  const whole: string[] = [];
  function* lines(): Generator<string> {
    for (let id = 0; id < count; id++) {
      const isWhole = (id + 1) % everyDamaged !== 0;
      if (isWhole) whole.push(String(id));
      // Far enough into the file that its kind is still known.
      yield `${id}\t${isWhole ? pictureOf(id) : pictureOf(id).slice(0, 96)}\n`;
    }
  }
  // As a stream: a hundred thousand pictures are longer than a string may be.
  await pipeline(lines, createWriteStream(path));
  return whole;
}

/** 24 bits a pixel, base64. */
function bitmap(id: number): string {
  const header = 54;
  const bytes = Buffer.alloc(header + 4 * 4 * 3);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(header, 10);
  for (const [at, value] of [
    [14, 40],
    [18, 4],
    [22, 4],
  ] as const)
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let i = header; i < bytes.length; i++) bytes[i] = (id * 2_654_435_761 + i * id * 40_503) >>> (i % 24);
  bytes.writeUInt32LE(id, header);
  return bytes.toString('base64');
}
