import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { openDatabase } from '../../../adapters/postgres/open-database.ts';
import { commandDatabase } from '../../support/databases.ts';
import { homeWithDatabase } from '../../support/home-template.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The compiled `tuwen` with a folder of data sets of its own, in which its home is unless told otherwise. */
function workplace(settings: Readonly<Record<string, string>>) {
  const data = temporaryFolder();
  const tuwen = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [compiledFile('api/main.js'), ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TUWEN_HOME: join(data, 'home'), TUWEN_DATASETS: data, ...settings },
    });
    return { status, stdout, stderr };
  };
  const write = (name: string, text: string) => writeFileSync(join(data, name), text);
  return { data, tuwen, write };
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

it('adds, lists, checks and removes a data set', async () => {
  const { tuwen, write } = workplace((await commandDatabase()).settings);
  write('imgs.tsv', `1\t${pixel}\n`);
  write('texts.jsonl', '{"text_id": 1, "text": "狗", "image_ids": [1]}\n');
  const source = ['--images', 'imgs.tsv', '--texts', 'texts.jsonl'];
  expect(tuwen('dataset', 'add', 'dogs', ...source)).toMatchObject({
    status: 0,
    stdout: 'dogs is registered.\n',
  });
  expect(tuwen('dataset', 'list').stdout).toBe('dogs  retrieval  imgs.tsv  texts.jsonl\n');
  expect(tuwen('dataset', 'doctor', 'dogs')).toMatchObject({
    status: 0,
    stdout: 'retrieval set: 1 images, 1 texts, 1 pairs; 0 errors, 0 warnings\n',
  });
  write('texts.jsonl', '{"text_id": 1, "text": "狗", "item_ids": [1]}\n');
  const sick = tuwen('dataset', 'doctor', 'dogs');
  expect(sick).toMatchObject({ status: 1, stdout: expect.stringContaining('error BAD_TEXT_LINE (1)') });
  expect(sick.stdout).toContain('  texts.jsonl:1: "text_id" and "item_ids" are of two formats\n');
  expect(tuwen('dataset', 'remove', 'dogs')).toMatchObject({ status: 0 });
  for (const command of [['remove'], ['doctor']])
    expect(tuwen('dataset', ...command, 'dogs')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is no data set dogs.'),
    });
});

it('names the process that has the embedded database open', async () => {
  const home = await homeWithDatabase();
  const { tuwen } = workplace({ TUWEN_HOME: home });
  const database = await openDatabase({ home });
  const { status, stderr } = tuwen('dataset', 'list');
  await database.close();
  expect(status).toBe(1);
  expect(stderr).toContain(`The data folder is in use by process ${process.pid}.`);
});

it('refuses splits that are no names, before it writes anything', () => {
  const { data, tuwen } = workplace({});
  expect(tuwen('dataset', 'build-lmdb', data, '--splits', '../x')).toMatchObject({ status: 1 });
  expect(existsSync(join(data, 'lmdb'))).toBe(false);
});

describe.skipIf(!hasShared)("the original's data set", () => {
  const golden = (path: string) => sharedPath(`golden/eval/${path}`);

  it('becomes LMDB folders, whose features are those of its extract_features.py', async () => {
    const { data, tuwen } = workplace((await commandDatabase()).settings);
    cpSync(golden('dataset'), data, { recursive: true });
    expect(tuwen('dataset', 'build-lmdb', data, '--splits', 'valid')).toMatchObject({ status: 0 });
    const images = 'lmdb/valid/imgs';
    expect(statSync(join(data, images, 'data.mdb')).size).toBeLessThan(1e7);
    const tiny = sharedPath('golden/models-tiny/vit-full-a');
    const imported = tuwen(
      ...['models', 'import', join(tiny, 'ckpt_mixed.pt'), '--name', 'tiny', '--context-length', '52'],
      ...['--vocab', sharedPath('golden/tokenizer/vocab.txt')],
      ...[
        '--vision-config',
        join(tiny, 'vision_config.json'),
        '--text-config',
        join(tiny, 'text_config.json'),
      ],
    );
    expect(imported).toMatchObject({ status: 0 });
    tuwen('dataset', 'add', 'shapes', '--images', images, '--texts', 'valid_texts.jsonl');
    expect(tuwen('features', 'extract', '--dataset', 'shapes')).toMatchObject({ status: 0 });
    for (const name of ['valid_imgs.img_feat.jsonl', 'valid_texts.txt_feat.jsonl']) {
      const [found, expected] = [join(data, name), golden(`retrieval-model/${name}`)].map(features);
      expect(found!.map(({ id }) => id)).toEqual(expected!.map(({ id }) => id));
      for (const [i, { feature }] of found!.entries())
        expect(feature).toBeAllClose(expected![i]!.feature, { atol: 1e-5 });
    }
  });
});

it('takes a registered set or paths, not both', async () => {
  const { data, tuwen, write } = workplace((await commandDatabase()).settings);
  mkdirSync(join(data, 'classes/a'), { recursive: true });
  write('texts.jsonl', '');
  tuwen('dataset', 'add', 'classes', '--folder', 'classes');
  for (const [args, message] of [
    [['--dataset', 'classes', '--texts', 'texts.jsonl'], 'One data set is needed.'],
    [['--dataset', 'classes'], 'classes is a classification set, this needs a retrieval set.'],
    [['--dataset', 'none'], 'There is no data set none.'],
    [[], 'There is nothing to extract.'],
  ] as const)
    expect(tuwen('features', 'extract', ...args)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(message),
    });
});

/** Ids as written, because numbers may be larger than 2^53. */
function features(path: string): readonly { readonly id: string; readonly feature: readonly number[] }[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => ({
    id: /_id": (\d+)/.exec(line)![1]!,
    feature: (JSON.parse(line) as { feature: number[] }).feature,
  }));
}
