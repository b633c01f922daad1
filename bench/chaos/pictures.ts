import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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
export async function writePictureFile(
  path: string,
  pictures: readonly string[],
  count: number,
  everyDamaged = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, id) => id);
  const isWhole = (id: number) => (id + 1) % everyDamaged !== 0;
  const line = (id: number) => {
    const picture = pictures[id % pictures.length]!;
    return `${id}\t${isWhole(id) ? picture : picture.slice(0, 200)}\n`;
  };
  await writeFile(path, ids.map(line).join(''));
  return ids.filter(isWhole).map(String);
}
