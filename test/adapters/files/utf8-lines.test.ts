import { expect, it } from 'vitest';
import { utf8Lines } from '../../../adapters/files/utf8-lines.ts';

/** Lines of chunks; a character of a text is a byte. */
async function lines(chunks: readonly (string | Buffer)[], maximumBytes = 1000) {
  async function* bytes() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
  }
  const found = [];
  for await (const line of utf8Lines('a.txt', bytes(), maximumBytes)) found.push(line);
  return found;
}

const utf8 = (text: string) => Buffer.from(text);
const texts = (found: Awaited<ReturnType<typeof lines>>) => found.map(({ text }) => text);

/** Longer than what is looked at beforehand. */
const ascii = 'a\n'.repeat(40_000);

it('ends lines with CR, LF or both, wherever chunks are cut, and nowhere else', async () => {
  const whole = '甲\r\n\r\n乙\n\n丙\r丁\u2028戊\r\n';
  const expected = ['甲', '', '乙', '', '丙', '丁\u2028戊'];
  expect(texts(await lines([utf8(whole)]))).toEqual(expected);
  const cut = [...utf8(whole)].map((byte) => Buffer.from([byte]));
  const found = await lines([ascii, ...cut]);
  expect(texts(found.slice(40_000))).toEqual(expected);
  expect(found.at(-1)?.number).toBe(40_006);
  expect(await lines(['a\n', 'b'])).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'b' },
  ]);
});

it('takes off a byte order mark', async () => {
  expect(texts(await lines([utf8('\uFEFFkey\n\uFEFF')]))).toEqual(['key', '\uFEFF']);
});

it('never holds a line that is too long', async () => {
  expect(
    await lines([ascii, 'b'.repeat(700), 'b'.repeat(700), '\nc']).then((found) => found.slice(-2)),
  ).toEqual([
    { number: 40_001, text: '', problem: 'it is longer than 1000 bytes' },
    { number: 40_002, text: 'c' },
  ]);
});

it.each([
  ['not UTF-8', 'a\n\xc4\xe3\xba\xc3\n'],
  ['not UTF-8', `\xc4\xe3\n${ascii}`],
  ['UTF-16', '\xff\xfea\0'],
  ['UTF-16', '\xfe\xff\0a'],
])('refuses at once a file that is %s', async (what, bytes) => {
  await expect(lines([bytes])).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: `a.txt is ${what}. Save it as UTF-8; in a spreadsheet, choose "CSV UTF-8".`,
  });
});

it('tells other lines than UTF-8 one by one in a file that begins as UTF-8', async () => {
  const problem = 'it is not UTF-8; save the file as UTF-8';
  expect(await lines([utf8('甲\n'), '\xc4\xe3\nb'])).toMatchObject([
    { text: '甲' },
    { problem },
    { text: 'b' },
  ]);
  expect((await lines([ascii, '\xc4\xe3\nb'])).slice(-2)).toMatchObject([{ problem }, { text: 'b' }]);
  // A character that is cut where the beginning ends.
  expect(texts(await lines([`${'a'.repeat(65_535)}\xe7`, '\x8c\xab'], 100_000))).toEqual([
    `${'a'.repeat(65_535)}猫`,
  ]);
});
