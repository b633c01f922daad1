import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import yauzl from 'yauzl';
import { elevaterCommand } from '../../../api/cli/elevater.ts';
import {
  type ElevaterDataset,
  elevaterDatasets,
  elevaterFacts,
} from '../../../core/evaluation/elevater/datasets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const header = (dataset: string) =>
  `{"model_name": "CN-CLIP-ViT-B-16", "dataset_name": "${dataset}", "num_trainable_params": 0, "num_params": 7, ` +
  '"num_visual_params": 4, "num_backbone_params": 7, "n_shot": 0, "rnd_seeds": [123], ';

const row = '[2.5e-05, 0.999975]';

/** A file for each set; `rowsOf` are its predictions, by default one picture of two classes. */
function folderOf(datasets: readonly string[], rowsOf: (dataset: string) => string = () => row): string {
  const folder = join(temporaryFolder(), 'predictions');
  mkdirSync(folder);
  for (const dataset of datasets)
    writeFileSync(
      join(folder, `${dataset}.json`),
      `${header(dataset)}"predictions": [[${rowsOf(dataset)}]]}`,
    );
  writeFileSync(join(folder, 'notes.txt'), 'left out');
  return folder;
}

async function pack(folder: string, ...options: readonly string[]) {
  const output = join(folder, '../submission.zip');
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await elevaterCommand().parseAsync(['pack', folder, '--output', output, ...options], { from: 'user' });
    return { output, printed: log.mock.calls.flat() };
  } finally {
    log.mockRestore();
  }
}

async function unzip(path: string): Promise<Record<string, string>> {
  const zip = await yauzl.fromBufferPromise(readFileSync(path));
  const texts: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    texts[entry.fileName] = Buffer.concat(pieces).toString();
  }
  return texts;
}

describe('tuwen elevater pack', () => {
  it("writes one file as the toolkit's prepare_submit does", async () => {
    const { output, printed } = await pack(folderOf(['mnist', 'dtd']), '--incomplete');
    const object = (dataset: string) =>
      `${header(dataset).replace('params": 0', 'params": 0.0')}"predictions": [[[2.5e-05, 0.999975]]]}`;
    expect(await unzip(output)).toEqual({
      'all_predictions.json': `{"data": [${object('dtd')}, ${object('mnist')}]}`,
    });
    expect(printed[0]).toBe('2 of 20 sets packed.');
  });

  it('packs the 20 sets, and gives the same bytes again', async () => {
    const folder = folderOf(elevaterDatasets, (dataset) => {
      const { classes, pictures } = elevaterFacts[dataset as ElevaterDataset];
      return new Array<string>(pictures).fill(`[1.0${', 0'.repeat(classes - 1)}]`).join(', ');
    });
    const first = readFileSync((await pack(folder)).output);
    expect(readFileSync((await pack(folder)).output).equals(first)).toBe(true);
  });

  it('names the missing sets and writes nothing', async () => {
    const folder = folderOf(elevaterDatasets.filter((name) => name !== 'gtsrb'));
    await expect(pack(folder)).rejects.toThrow('ELEVATER would not take it: the submission lacks gtsrb; ');
    expect(existsSync(join(folder, '../submission.zip'))).toBe(false);
  });

  const dtd = (classes: number, last = `[1.0${', 0'.repeat(classes - 1)}]`) =>
    [...new Array<string>(1879).fill(`[1.0${', 0'.repeat(classes - 1)}]`), last].join(',');

  it.each([
    ['too few pictures', row, 'dtd.json: 1 pictures, dtd has 1880'],
    ['too few classes', dtd(46), 'dtd.json: rows of 46 classes, dtd has 47'],
    ['an empty row', dtd(47, '[]'), 'dtd.json: row 1879 has something that is no number from 0 to 1'],
    ['a sum that is not 1', dtd(47, `[0.9${', 0'.repeat(46)}]`), 'dtd.json: row 1879 does not sum to 1'],
    ['a number above 1', dtd(47, `[2, -1${', 0'.repeat(45)}]`), 'no number from 0 to 1'],
    ['what is no number', dtd(47, `[NaN${', 0'.repeat(46)}]`), 'no number from 0 to 1'],
  ])('names a file with %s', async (_, rows, message) => {
    await expect(pack(folderOf(['dtd'], () => rows))).rejects.toThrow(message);
    expect(
      (
        await pack(
          folderOf(['dtd'], () => rows),
          '--incomplete',
        )
      ).printed.at(-1),
    ).toContain(message);
  });

  it.each([
    ['{"a": 1}', 'it has no predictions'],
    [`${header('dtd')}"predictions": [[[0.5, 0.`, 'it ends early'],
    ['{"model_name": 3, "predictions": [[]]}', 'it has no model_name or dataset_name'],
    ['{"model_name" "predictions": [[]]}', 'its first fields are no JSON'],
  ])('refuses %s', async (text, message) => {
    const folder = folderOf(['mnist']);
    writeFileSync(join(folder, 'bad.json'), text);
    await expect(pack(folder, '--incomplete')).rejects.toThrow(
      `bad.json is no prediction file of ELEVATER: ${message}.`,
    );
  });

  it('names an output that cannot be written', async () => {
    await expect(
      pack(folderOf(['dtd']), '--incomplete', '--output', '/dev/null/s.zip'),
    ).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
  });
});
