import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Embedding, EmbeddingModel } from '../../core/embedding/embedding-model.ts';
import { seededRandom } from '../../core/numeric/seeded-random.ts';
import type { DatasetFiles } from '../../core/ports/dataset-files.ts';
import { reportTexts, tuningTexts } from './foreign-texts.ts';

/** A drawing with the vectors of what can ask for it. */
export interface Drawing {
  readonly id: string;
  readonly label: string;
  readonly tags: readonly string[];
  readonly image: Float32Array;
  /** Of its name. */
  readonly caption: Float32Array;
  /** Of the drawing turned, cropped and lightened. */
  readonly altered: Float32Array;
}

/** One half of the drawings, and texts that ask for none of them. */
export interface Drawings {
  readonly drawings: readonly Drawing[];
  readonly foreign: readonly Float32Array[];
  readonly nonsense: readonly Float32Array[];
}

const batchSize = 64;

/** Reads and embeds a half; which one a drawing is in is told by a digest of its number. */
export async function readDrawings(
  model: EmbeddingModel,
  datasets: DatasetFiles,
  folder: string,
  half: 'tuning' | 'report',
): Promise<Drawings> {
  const named = new Map<string, { label: string; tags: readonly string[] }>();
  for await (const record of datasets.records(join(folder, 'items.jsonl'))) {
    named.set(String(record['image_id']), record as unknown as { label: string; tags: readonly string[] });
  }
  const pictures: { id: string; bytes: Uint8Array }[] = [];
  for await (const { id, bytes } of datasets.images(join(folder, 'valid_imgs.tsv'))) {
    const isTuning = createHash('sha256').update(id).digest()[0]! % 2 === 0;
    if (isTuning === (half === 'tuning')) pictures.push({ id, bytes });
  }
  const images = await embedAll(
    pictures.map(({ bytes }) => bytes),
    (batch) => model.embedImages(batch),
  );
  const altered = await embedAll(await Promise.all(pictures.map(({ bytes }) => alter(bytes))), (batch) =>
    model.embedImages(batch),
  );
  const texts = (batch: readonly string[]) => model.embedTexts(batch);
  const captions = await embedAll(
    pictures.map(({ id }) => named.get(id)!.label),
    texts,
  );
  return {
    drawings: pictures.map(({ id }, i) => {
      const { label, tags } = named.get(id)!;
      return { id, label, tags, image: images[i]!, caption: captions[i]!, altered: altered[i]! };
    }),
    foreign: await embedAll(half === 'tuning' ? tuningTexts : reportTexts, texts),
    nonsense: await embedAll(nonsenseTexts([...named.values()], half === 'tuning' ? 7 : 8), texts),
  };
}

async function alter(bytes: Uint8Array): Promise<Uint8Array> {
  const turned = await sharp(bytes)
    .rotate(8, { background: '#fff' })
    .modulate({ brightness: 1.15 })
    .png()
    .toBuffer();
  const { width, height } = await sharp(turned).metadata();
  const [left, top] = [Math.round(width * 0.06), Math.round(height * 0.06)];
  return sharp(turned)
    .extract({ left, top, width: width - 2 * left, height: height - 2 * top })
    .png()
    .toBuffer();
}

/** Two to seven characters of the captions, drawn by lot. */
function nonsenseTexts(named: readonly { label: string }[], seed: number): readonly string[] {
  const random = seededRandom(seed);
  const characters = [...new Set(named.flatMap(({ label }) => [...label]))].filter((each) =>
    /\p{Script=Han}/u.test(each),
  );
  const draw = () => characters[Math.floor(random() * characters.length)]!;
  return Array.from({ length: 80 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 6) }, draw).join(''),
  );
}

async function embedAll<T>(
  inputs: readonly T[],
  embed: (batch: readonly T[]) => Promise<readonly (Embedding | Error)[]>,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < inputs.length; start += batchSize) {
    for (const embedding of await embed(inputs.slice(start, start + batchSize))) {
      if (embedding instanceof Error) throw embedding;
      vectors.push(embedding.unit);
    }
  }
  return vectors;
}
