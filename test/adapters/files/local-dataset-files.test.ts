import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const files = new LocalDatasetFiles();

function file(name: string, content: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const value of values) result.push(value);
  return result;
}

describe('LocalDatasetFiles', () => {
  it('reads pictures in both base64 alphabets', async () => {
    const images = await all(files.images(file('imgs.tsv', '7\t-_8=\n9007199254740993\t+/8=\n')));
    expect(images).toEqual([
      { id: '7', bytes: Buffer.from([0xfb, 0xff]) },
      { id: '9007199254740993', bytes: Buffer.from([0xfb, 0xff]) },
    ]);
  });

  it('keeps ids beyond 2^53', async () => {
    const texts = await all(
      files.texts(
        file(
          'texts.jsonl',
          '{"text_id": 9007199254740993, "text": "猫", "image_ids": [1, 12345678901234567890]}\n',
        ),
      ),
    );
    expect(texts).toEqual([{ id: '9007199254740993', text: '猫', imageIds: ['1', '12345678901234567890'] }]);
  });

  it('reads a folder by file name', async () => {
    const path = file('b.png', 'B');
    writeFileSync(join(path, '../a.jpg'), 'A');
    const images = await all(files.images(join(path, '..')));
    expect(images.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([
    ['{"text_id": 1, "text": "a"}\n[1]\n', 'expected a JSON object'],
    ['{"text_id": 1, "text": "a"}\n{"text_id": "x", "text": "a"}\n', 'ids must be whole numbers'],
    ['{"text_id": 1, "text": "a"}\n{"text_id": 1.5, "text": "a"}\n', 'ids must be whole numbers'],
    ['{"text_id": 1, "text": "a"}\n{"text_id": 1}\n', 'expected a string in "text"'],
  ])('names the line that cannot be used', async (content, reason) => {
    await expect(all(files.texts(file('t.jsonl', content)))).rejects.toThrow(
      `Line 2 of t.jsonl cannot be used: ${reason}`,
    );
  });

  it('says that a file is missing, without its folder', async () => {
    await expect(all(files.images(join(temporaryFolder(), 'none.tsv')))).rejects.toThrow(
      /^none\.tsv: there is no such file/,
    );
  });
});
