import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileUploadStore } from '../../../adapters/files/file-upload-store.ts';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { LocalDatasetRoots } from '../../../adapters/files/local-dataset-roots.ts';
import { LocalImportFiles } from '../../../adapters/imports/local-import-files.ts';
import { DomainError } from '../../../core/errors.ts';
import type { ImportSource } from '../../../core/ports/import-files.ts';
import { itemTerms } from '../../../core/search/keyword-terms.ts';
import { metadataFields } from '../../../core/search/metadata-fields.ts';
import { checkNewItem } from '../../../core/search/new-item.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { mutate } from '../../support/mutate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { makeZip } from '../torch/make-zip.ts';

const folder = temporaryFolder();
const datasets = new LocalDatasetFiles();
const files = new LocalImportFiles({
  datasets,
  roots: new LocalDatasetRoots([folder]),
  uploads: new FileUploadStore(join(folder, 'uploads')),
});
const picture = Buffer.from('any bytes');
writeFileSync(join(folder, 'a.png'), picture);
const lines = [
  {
    key: 'a',
    text: '红色的雨伞',
    image: 'a.png',
    metadata: { price: 1.5, tags: ['x', '夏天'], camera: { model: 'X1' } },
  },
  { key: 'b', text: 'b' },
];
const jsonl = Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
const csv = Buffer.from('key,text,image,price:number,sold:boolean\na,"红, ""色""",a.png,1.5,true\nb,b,,,\n');
writeFileSync(join(folder, 'texts.jsonl'), '{"text_id": 1, "text": "红", "image_ids": [1, 2]}\n');

/** What can be imported, by the name of its file. */
const sources: readonly {
  readonly bytes: Buffer;
  readonly name: string;
  readonly source: (path: string) => ImportSource;
}[] = [
  {
    bytes: Buffer.from(`1\t${picture.toString('base64')}\n-2\t${picture.toString('base64url')}\n`),
    name: 'pictures.tsv',
    source: (path) => ({ kind: 'original', path, texts: join(folder, 'texts.jsonl') }),
  },
  {
    bytes: Buffer.from(
      '{"text_id": 1, "text": "红", "image_ids": [1, 2]}\n{"query_id": 2, "query_text": "b", "item_ids": []}\n',
    ),
    name: 'fuzzed-texts.jsonl',
    source: (path) => ({ kind: 'original', path: join(folder, 'whole.tsv'), texts: path }),
  },
  { bytes: jsonl, name: 'items.jsonl', source: (path) => ({ kind: 'lines', path }) },
  { bytes: csv, name: 'items.csv', source: (path) => ({ kind: 'csv', path }) },
  {
    bytes: makeZip([
      { name: 'a.png', data: picture },
      { name: 'b/c.jpg', data: picture },
    ]),
    name: 'pictures.zip',
    source: (path) => ({ kind: 'zip', path }),
  },
  {
    bytes: makeZip([
      { name: 'items.jsonl', data: jsonl },
      { name: 'a.png', data: picture },
    ]),
    name: 'items.zip',
    source: (path) => ({ kind: 'zip', path }),
  },
];
writeFileSync(join(folder, 'whole.tsv'), sources[0]!.bytes);

/** All that an import does with an item before a model sees it. @throws DomainError when one entry cannot be used */
async function readAll(source: ImportSource): Promise<void> {
  const opened = await files.open(source);
  try {
    let problem: unknown;
    for await (const entry of opened.entries) {
      if ('problem' in entry) problem = entry.problem;
      else {
        const { text, metadata, image } = entry.value;
        problem = checkNewItem(entry.value) ?? problem;
        expect(itemTerms(text, metadata).length + [...metadataFields(metadata)].length).toBeLessThan(1000);
        if (image !== null && 'load' in image) await image.load();
      }
    }
    if (problem !== undefined) throw new DomainError('INVALID_INPUT', String(problem));
  } finally {
    opened.close();
  }
}

it(`reads or refuses each of ${fuzzRuns} mutated files`, fuzzTimeout, () => {
  let current = sources[0]!;
  return fuzz({
    seed: 20261206,
    make: (run, random) => {
      current = sources[run % sources.length]!;
      return mutate(current.bytes, random);
    },
    read: async (bytes) => {
      const path = join(folder, current.name);
      writeFileSync(path, bytes);
      await readAll(current.source(path));
    },
    refusals: /^(INVALID_INPUT|IMAGE_TOO_LARGE|NOT_FOUND)$/,
  });
});
