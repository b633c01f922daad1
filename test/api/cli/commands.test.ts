import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const home = temporaryFolder();

/** Runs the compiled `tuwen` in a process of its own. */
function tuwen(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiledFile('api/main.js'), ...args], {
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TUWEN_HOME: home },
  });
  return { status, stdout, stderr };
}

interface Feature {
  readonly image_id?: number;
  readonly text_id?: number;
  readonly feature: readonly number[];
}

function readFeatures(path: string): readonly Feature[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Feature);
}

const starterArguments = [
  ...['--vocab', starterPath('vocab.txt'), '--context-length', '24'],
  ...['--vision-config', starterPath('vision.json'), '--text-config', starterPath('text.json')],
];

describe('tuwen', () => {
  beforeAll(() => {
    const { status, stderr, stdout } = tuwen([
      'models',
      'import',
      starterPath('starter.pt'),
      '--name',
      'small',
      ...starterArguments,
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Imported small: chinese-clip, 128 dimensions/);
    expect(status).toBe(0);
  });

  it('models list: shows what was imported', () => {
    expect(tuwen(['models', 'list']).stdout).toMatch(
      /^small {2}chinese-clip {2}128 dimensions {2}48 px {2}24 tokens {2}2\.35 M/,
    );
  });

  it('tokenize: one JSON line for each line', () => {
    const { stdout, status } = tuwen(['tokenize', '--model', 'small'], '雨伞\n\nzzz☃\n');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(0);
    expect(lines.map(({ text }) => text)).toEqual(['雨伞', '', 'zzz☃']);
    expect(lines[0]).toMatchObject({
      tokens: ['雨', '伞'],
      pieceCount: 2,
      unknownCount: 0,
      truncated: false,
    });
    expect(lines[1]).toMatchObject({ ids: [2, 3], tokens: [] });
  });

  it('embed: texts, unit length or raw', () => {
    const texts = join(home, 'texts.jsonl');
    writeFileSync(texts, '{"text_id": 9007199254740993, "text": "雨伞"}\n{"text_id": 2, "text": "猫"}\n');
    const [unit, raw] = [join(home, 'unit.jsonl'), join(home, 'raw.jsonl')];
    expect(tuwen(['embed', '--texts', texts, '--output', unit]).status).toBe(0);
    expect(tuwen(['embed', '--texts', texts, '--output', raw, '--raw']).status).toBe(0);
    expect(readFileSync(unit, 'utf8')).toMatch(/^\{"text_id": 9007199254740993, "feature": \[/);
    for (const [i, { feature }] of readFeatures(unit).entries()) {
      const norm = Math.hypot(...readFeatures(raw)[i]!.feature);
      expect(norm).not.toBeCloseTo(1, 2);
      expect(feature).toBeAllClose(
        readFeatures(raw)[i]!.feature.map((value) => value / norm),
        { atol: 1e-6 },
      );
    }
  });

  it.each([
    [
      'a model that is not there',
      [
        'embed',
        '--model',
        'none',
        '--texts',
        starterPath('emoji-cn/valid_texts.jsonl'),
        '--output',
        join(home, 'x'),
      ],
      'MODEL_NOT_FOUND',
    ],
    [
      'both kinds of input',
      ['embed', '--texts', 'a', '--images', 'b', '--output', join(home, 'x')],
      'INVALID_INPUT',
    ],
    [
      'a checkpoint that is not there',
      ['models', 'import', 'none.pt', '--name', 'x', ...starterArguments],
      'CHECKPOINT_UNREADABLE',
    ],
    [
      'a checkpoint that is none',
      ['models', 'import', starterPath('vocab.txt'), '--name', 'x', ...starterArguments],
      'CHECKPOINT_UNREADABLE',
    ],
    [
      'an input with a broken line',
      ['embed', '--images', starterPath('vocab.txt'), '--output', join(home, 'x')],
      'INVALID_INPUT',
    ],
  ])('says what is wrong with %s, and leaves no file', (_, args, code) => {
    const { status, stderr } = tuwen(args);
    expect([status, stderr]).toEqual([1, expect.stringMatching(new RegExp(`^${code}: .+\\.\n$`))]);
    expect(existsSync(join(home, 'x')) || existsSync(join(home, 'x.partial'))).toBe(false);
    expect(readdirSync(join(home, 'models'))).not.toContain('x');
  });

  it('names every wrong setting', () => {
    const { status, stderr } = spawnSync(process.execPath, [compiledFile('api/main.js'), 'serve'], {
      encoding: 'utf8',
      env: { TUWEN_HOME: home, TUWEN_PORT: 'x', TUWEN_PROVIDERS: 'gpu' },
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^CONFIG_INVALID: .*TUWEN_PORT.*TUWEN_PROVIDERS/),
    ]);
  });
});

describe.skipIf(!hasShared)("tuwen embed against the original's extract_features.py (golden/eval)", () => {
  const dataset = (name: string) => sharedPath(`golden/eval/dataset/${name}`);
  const golden = (name: string) => readFeatures(sharedPath(`golden/eval/retrieval-model/${name}`));

  beforeAll(() => {
    const model = (name: string) => sharedPath(`golden/models-tiny/vit-full-a/${name}`);
    const configs = [
      '--vision-config',
      model('vision_config.json'),
      '--text-config',
      model('text_config.json'),
    ];
    const vocabulary = ['--vocab', sharedPath('golden/tokenizer/vocab.txt')];
    const { stderr } = tuwen([
      'models',
      'import',
      model('ckpt_mixed.pt'),
      '--name',
      'full',
      ...vocabulary,
      ...configs,
    ]);
    expect(stderr).toBe('');
  });

  it.each([
    { flag: '--images', input: 'valid_imgs.tsv', expected: 'valid_imgs.img_feat.jsonl', id: 'image_id' },
    { flag: '--texts', input: 'valid_texts.jsonl', expected: 'valid_texts.txt_feat.jsonl', id: 'text_id' },
  ] as const)('$flag: the same features within 1e-5', ({ flag, input, expected, id }) => {
    const output = join(home, expected);
    const { stderr } = tuwen(['embed', '--model', 'full', flag, dataset(input), '--output', output]);
    expect(stderr).toMatch(/features written/);
    const features = new Map(readFeatures(output).map((line) => [line[id], line.feature]));
    const originals = golden(expected);
    expect(features.size).toBe(originals.length);
    for (const line of originals) expect(features.get(line[id])).toBeAllClose(line.feature, { atol: 1e-5 });
  });
});
