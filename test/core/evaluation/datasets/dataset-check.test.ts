import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { LocalDatasetFiles } from '../../../../adapters/files/local-dataset-files.ts';
import { LocalDatasetRoots } from '../../../../adapters/files/local-dataset-roots.ts';
import { HeaderImageInspector } from '../../../../adapters/images/header-image-inspector.ts';
import { PooledImagePreprocessor } from '../../../../adapters/images/pooled-image-preprocessor.ts';
import type { CheckProgress } from '../../../../core/evaluation/datasets/check-retrieval.ts';
import { checkDataset } from '../../../../core/evaluation/datasets/dataset-check.ts';
import type { DatasetReport } from '../../../../core/evaluation/datasets/findings.ts';
import type { Dataset } from '../../../../core/ports/dataset-registry.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

let folder: string;
let png: Buffer;

beforeAll(async () => {
  folder = temporaryFolder();
  png = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#808' } })
    .png()
    .toBuffer();
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

async function check(
  source: Dataset['source'],
  decode = false,
  onProgress: CheckProgress = async () => undefined,
): Promise<DatasetReport> {
  const preprocessor = new PooledImagePreprocessor();
  try {
    const deps = {
      datasets: new LocalDatasetFiles(),
      roots: new LocalDatasetRoots([folder]),
      inspector: new HeaderImageInspector(),
      preprocessor,
    };
    return await checkDataset(deps, source, decode, onProgress);
  } finally {
    await preprocessor.close();
  }
}

const found = ({ findings }: DatasetReport) =>
  Object.fromEntries(findings.map(({ code, count, examples }) => [code, [count, examples[0]!.where]]));

describe('a retrieval set', () => {
  const source = { kind: 'retrieval', images: 'imgs.tsv', texts: 'texts.jsonl' } as const;

  it('is told everything that is wrong with it, once for each kind', async () => {
    const base64 = png.toString('base64');
    write(
      'imgs.tsv',
      `1\t${base64}\n2\t${base64.slice(0, 9)}\n3\tAAAA\nx\t${base64}\n1\t${base64}\n4\t${base64}\n`,
    );
    write(
      'texts.jsonl',
      [
        '{"text_id": 1, "text": "狗", "image_ids": [1]}',
        '{"text_id": 1, "text": " ", "image_ids": [77, 3]}',
        '{"text_id": 2, "text": "猫", "image_ids": []}',
        'no json',
      ].join('\n'),
    );
    const report = await check(source);
    expect(found(report)).toEqual({
      BAD_PICTURE_LINE: [2, 'imgs.tsv:2'],
      UNREADABLE_PICTURE: [1, 'imgs.tsv:3'],
      DUPLICATE_PICTURE: [1, 'imgs.tsv:5'],
      DUPLICATE_TEXT: [1, 'texts.jsonl:2'],
      EMPTY_TEXT: [1, 'texts.jsonl:2'],
      UNKNOWN_PICTURE: [1, 'texts.jsonl:2'],
      BAD_TEXT_LINE: [1, 'texts.jsonl:4'],
      TEXT_WITHOUT_PICTURE: [1, 'texts.jsonl:3'],
      PICTURE_WITHOUT_TEXT: [1, undefined],
    });
    expect([report.errors, report.warnings]).toEqual([8, 1]);
    expect(report.counts).toEqual({ images: 3, texts: 2, pairs: 3 });
  });

  it('is told of pictures that were cut off behind their headers', async () => {
    const whole = png.toString('base64');
    for (const cut of [1, 2, 3]) {
      write('imgs.tsv', `1\t${whole.slice(0, -4 - cut)}\n`);
      write('texts.jsonl', '{"text_id": 1, "text": "狗", "image_ids": []}\n');
      const [group] = (await check(source)).findings;
      expect(group).toMatchObject({ code: 'BAD_PICTURE_LINE', examples: [{ where: 'imgs.tsv:1' }] });
      expect(group!.examples[0]!.message).toBe('its base64 is cut off');
    }
  });

  it('with many faults makes a short report that counts them all', async () => {
    write('imgs.tsv', '1\t?\n'.repeat(500));
    write('texts.jsonl', '');
    const [group] = (await check(source)).findings;
    expect([group!.count, group!.examples.length]).toEqual([500, 20]);
  });

  it('has its pictures decoded whole when wanted', async () => {
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251));
    const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toBuffer();
    write('imgs.tsv', `1\t${whole.subarray(0, whole.length / 2).toString('base64')}\n`);
    write('texts.jsonl', '{"text_id": 1, "text": "狗", "image_ids": [1]}\n');
    expect(found(await check(source))).toEqual({});
    expect(found(await check(source, true))).toEqual({ UNREADABLE_PICTURE: [1, 'imgs.tsv:1'] });
  });
});

it('tells how much there is to check', async () => {
  write('imgs.tsv', `${'1\t?\n'.repeat(700)}`);
  write('texts.jsonl', '{"text_id": 1, "text": "狗", "image_ids": [1]}\n');
  write('one/test/a/a.png', png);
  const told: unknown[] = [];
  const tell: CheckProgress = async (...progress) => void told.push(progress);
  await check({ kind: 'retrieval', images: 'imgs.tsv', texts: 'texts.jsonl' }, false, tell);
  await check({ kind: 'classification', folder: 'one/test' }, false, tell);
  expect(told).toEqual([
    ['images', 0, 700],
    ['images', 500, 700],
    ['texts', 0, 1],
    ['images', 0, 1],
  ]);
});

describe('a classification set', () => {
  it('is told when its labels would go to other folders', async () => {
    for (let c = 0; c < 11; c++) write(`numbers/test/${c}/a.png`, png);
    write('numbers/label_cn.txt', Array.from({ length: 11 }, (_, i) => `标签${i}`).join('\n'));
    const report = await check({ kind: 'classification', folder: 'numbers/test' });
    expect(found(report)).toEqual({ CLASS_ORDER: [1, '10'] });
    expect(report.findings[0]!.examples[0]!.message).toBe(
      'Sorted by name, folder 2 is 10, by number it is 2: labels go to other folders.',
    );
  });

  it('is told everything else that is wrong with it', async () => {
    write('set/test/000/a.png', png);
    write('set/test/000/b.png', png.subarray(0, 10));
    write('set/test/000/notes.txt', 'x');
    mkdirSync(join(folder, 'set/test/001'), { recursive: true });
    write('set/label_cn.txt', '飞机\n飞机\n\n汽车\n');
    write('set/label.txt', 'plane\n');
    write('set/index.json', '[0, 0, 2]');
    const report = await check({ kind: 'classification', folder: 'set/test', elevater: 'patch-camelyon' });
    expect(found(report)).toEqual({
      LABEL_COUNT: [1, undefined],
      EMPTY_LABEL: [1, 'label_cn.txt:3'],
      INDEX_DUPLICATE: [1, 'index.json, place 1'],
      INDEX_RANGE: [1, 'index.json, place 2'],
      UNREADABLE_PICTURE: [1, '000/b.png'],
      EMPTY_CLASS: [1, '001'],
      DUPLICATE_LABEL: [1, 'label_cn.txt:2'],
      ELEVATER_PICTURES: [1, undefined],
      STRAY_FILE: [1, '000/notes.txt'],
      ENGLISH_LABEL_COUNT: [1, undefined],
    });
  });

  it('without labels, or outside the folders that may be read, says so', async () => {
    write('bare/test/a/a.png', png);
    expect(found(await check({ kind: 'classification', folder: 'bare/test' }))).toEqual({
      NO_LABELS: [1, undefined],
    });
    await expect(check({ kind: 'classification', folder: '../..' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
