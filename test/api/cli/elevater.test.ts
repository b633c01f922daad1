import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import yauzl from 'yauzl';
import { elevaterCommand } from '../../../api/cli/elevater.ts';
import { elevaterDatasets } from '../../../core/evaluation/elevater/datasets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const header = (dataset: string) =>
  `{"model_name": "CN-CLIP-ViT-B-16", "dataset_name": "${dataset}", "num_trainable_params": 0, "num_params": 7, ` +
  '"num_visual_params": 4, "num_backbone_params": 7, "n_shot": 0, "rnd_seeds": [123], ';

function folderOf(datasets: readonly string[]): string {
  const folder = join(temporaryFolder(), 'predictions');
  mkdirSync(folder);
  for (const dataset of datasets) {
    writeFileSync(
      join(folder, `${dataset}.json`),
      `${header(dataset)}"predictions": [[[2.5e-05, 0.999975]]]}`,
    );
  }
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
    const folder = folderOf(elevaterDatasets);
    const first = readFileSync((await pack(folder)).output);
    expect(readFileSync((await pack(folder)).output).equals(first)).toBe(true);
  });

  it('names the missing sets and writes nothing', async () => {
    const folder = folderOf(elevaterDatasets.filter((name) => name !== 'gtsrb'));
    await expect(pack(folder)).rejects.toThrow('The submission lacks gtsrb.');
    expect(existsSync(join(folder, '../submission.zip'))).toBe(false);
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
