import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const files = new LocalDatasetFiles();

function file(name: string, content: string | Buffer): string {
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

  it.each([
    ['\uFEFF猫\r\n\r\n狗', ['猫', '', '狗']],
    ['猫\r狗\u2028\uFFFD\n\n', ['猫', '狗\u2028\uFFFD', '']],
    ['', []],
  ])('gives the lines of %j as they are', async (content, expected) => {
    expect(await files.lines(file('labels.txt', content))).toEqual(expected);
  });

  it.each([
    ['{"猫": 1}\n', 'Line 2 of t.jsonl cannot be used: it is not UTF-8; save the file as UTF-8.'],
    ['', 't.jsonl is not UTF-8. Save it as UTF-8;'],
  ])('refuses lines in another encoding after %j, whoever reads them', async (before, message) => {
    // 你好 in GB18030.
    const path = file('t.jsonl', Buffer.concat([Buffer.from(before), Buffer.from('c4e3bac30a', 'hex')]));
    const refused = { code: 'INVALID_INPUT', message: expect.stringContaining(message) };
    await expect(files.lines(path)).rejects.toMatchObject(refused);
    await expect(all(files.records(path))).rejects.toMatchObject(refused);
  });

  it('refuses a line that is too long before it is held as a whole', async () => {
    const path = file('long.txt', '');
    truncateSync(path, 64 * 2 ** 20 + 1);
    await expect(files.lines(path)).rejects.toThrow(
      'Line 1 of long.txt cannot be used: it is longer than 67108864 bytes.',
    );
  });

  it('has no lines of a file that is not there, and refuses a folder', async () => {
    expect(await files.lines(join(temporaryFolder(), 'none.txt'))).toBeUndefined();
    await expect(files.lines(temporaryFolder())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('it cannot be read'),
    });
  });

  it('says that a file is missing, without its folder', async () => {
    await expect(all(files.images(join(temporaryFolder(), 'none.tsv')))).rejects.toThrow(
      /^none\.tsv: there is no such file/,
    );
  });
});
