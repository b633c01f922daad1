import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const home = temporaryFolder();
const folder = join(temporaryFolder(), 'set');

function tuwen(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiledFile('api/main.js'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TUWEN_HOME: home },
  });
  return { status, stdout, stderr };
}

const zeroShot = (...args: readonly string[]) => tuwen('zeroshot', folder, ...args);

function asFile(name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

describe('tuwen zeroshot', () => {
  beforeAll(async () => {
    const { status } = tuwen(
      ...[
        'models',
        'import',
        starterPath('starter.pt'),
        '--name',
        'small',
        '--vocab',
        starterPath('vocab.txt'),
      ],
      ...['--vision-config', starterPath('vision.json'), '--text-config', starterPath('text.json')],
    );
    expect(status).toBe(0);
    for (const [i, colour] of ['#d02020', '#2020d0'].entries()) {
      mkdirSync(join(folder, String(i)), { recursive: true });
      for (const size of [40, 60, 80]) {
        const create = { width: size, height: size, channels: 3, background: colour } as const;
        writeFileSync(join(folder, String(i), `${size}.png`), await sharp({ create }).png().toBuffer());
      }
    }
    writeFileSync(join(folder, '../label_cn.txt'), '红色圆圈\n蓝色圆圈\n');
  }, 60_000);

  it('prints figures, and writes the prediction file and a report', () => {
    const [output, report] = [join(home, 'predictions.json'), join(home, 'report.json')];
    const run = zeroShot('--dataset', 'mnist', '--output', output, '--report', report);
    expect(run).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^built-in: top-1 \d+\.\d\d % .*\(6 pictures\)/),
    });
    const file = JSON.parse(readFileSync(output, 'utf8')) as {
      predictions: number[][][];
      model_name: string;
    };
    expect(file.model_name).toBe('CN-CLIP-small');
    expect(file.predictions[0]!.map((row) => row.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject([
      {
        templates: 'built-in',
        pictureCount: 6,
        elevater: { metric: 'accuracy' },
        classes: [{ name: '红色圆圈', count: 3 }, {}],
      },
    ]);
  });

  it('compares sets of prompts', () => {
    const templates = asFile('sets.json', JSON.stringify({ 短: ['{}'], 长: ['一张{}的照片', '{}的插画'] }));
    const { stdout } = zeroShot('--templates', templates);
    expect(stdout).toMatch(/短: top-1/);
    expect(stdout).toMatch(/长: top-1/);
  });

  it("takes Chinese-CLIP's own prompts for the set", () => {
    const original = ['--templates', 'chinese-clip'];
    expect(zeroShot(...original, '--dataset', 'eurosat_clip').stdout).toMatch(/^eurosat: top-1/);
    expect(zeroShot(...original).stdout).toMatch(/^openai: top-1/);
  });

  it.each([
    [
      'labels that are not as many as the folders',
      () => ['--labels', asFile('three.txt', '一\n二\n三\n')],
      /There are 3 labels for 2 class folders/,
    ],
    ['labels that are not there', () => ['--labels', join(home, 'none.txt')], /There is no .*none\.txt/],
    [
      'an index out of range',
      () => ['--index', asFile('index.json', '[6]'), '--output', join(home, 'never.json')],
      /index names picture 6, but there are 6/,
    ],
    [
      'an index that is no list',
      () => ['--index', asFile('bad.json', '{')],
      /bad\.json is no JSON list of numbers/,
    ],
    [
      'templates without a place for the label',
      () => ['--templates', asFile('t.json', '["图"]')],
      /has no \{\}/,
    ],
    [
      'templates that are no texts',
      () => ['--templates', asFile('n.json', '{"a": [1]}')],
      /“a” is no list of texts/,
    ],
    [
      'a file that cannot be written',
      () => ['--output', join(home, 'no/such/folder.json')],
      /STORAGE_FAILED: folder\.json cannot be written: ENOENT/,
    ],
  ])('refuses %s, and leaves no file', (_, args, message) => {
    expect(zeroShot(...args())).toMatchObject({ status: 1, stderr: expect.stringMatching(message) });
    expect([existsSync(join(home, 'never.json')), existsSync(join(home, 'never.json.partial'))]).toEqual([
      false,
      false,
    ]);
  });

  it('does not write predictions with pictures left out', () => {
    const run = zeroShot('--unreadable', 'skip', '--output', join(home, 'never.json'));
    expect(run).toMatchObject({ status: 1, stderr: expect.stringMatching(/needs every picture/) });
  });

  it('fails on a picture that cannot be read, or counts it', () => {
    writeFileSync(join(folder, '1/broken.jpg'), 'no picture');
    expect(zeroShot()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/1\/broken\.jpg: .*unknown or unsupported/),
    });
    expect(zeroShot('--unreadable', 'skip').stdout).toMatch(/\(6 pictures, 1 unreadable\)/);
  });

  it('says what a folder without classes lacks', () => {
    expect(tuwen('zeroshot', temporaryFolder()).stderr).toMatch(/has no class folders/);
  });
});
