import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbePack } from '../../core/model/probe-pack.ts';

/** The probe pack of a folder: every file of `images/` in the order of their names, and the lines of `texts.txt`. */
export async function readProbePack(folder: string): Promise<ProbePack> {
  const names = (await readdir(join(folder, 'images'))).sort();
  const images = await Promise.all(names.map((name) => readFile(join(folder, 'images', name))));
  const lines = await readFile(join(folder, 'texts.txt'), 'utf8');
  const hash = createHash('sha256').update(lines);
  for (const image of images) hash.update(image);
  return {
    id: hash.digest('hex').slice(0, 16),
    images,
    texts: lines.split('\n').filter((line) => line !== ''),
  };
}
