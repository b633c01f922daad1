import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import type { Utf8Line } from '../../../adapters/files/utf8-lines.ts';
import { csvRows } from '../../../adapters/imports/csv-rows.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';

/** Lines that begin with `!` have a problem. */
async function rows(text: string, maximumRow?: number) {
  async function* lines(): AsyncGenerator<Utf8Line> {
    for (const [i, line] of text.split('\n').entries())
      yield { number: i + 1, text: line, ...(line.startsWith('!') ? { problem: 'bad' } : {}) };
  }
  const found = [];
  for await (const row of csvRows(lines(), maximumRow)) found.push(row);
  return found;
}

it('reads what csv-parse reads', async () => {
  const random = seededRandom(20261129);
  const pieces = ['a', '"', ',', '\n', '猫', ' ', '""'];
  const some = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pieces[Math.floor(random() * 7)]).join('');
  const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  for (let run = 0; run < 500; run++) {
    // The first cell is never blank, so that no row is.
    const table = Array.from({ length: 4 }, () => [`x${some(3)}`, some(6), some(6)]);
    const text = table.map((row) => row.map(quoted).join(',')).join('\n');
    expect(parse(text)).toEqual(table);
    expect((await rows(text)).map(({ cells }) => cells)).toEqual(table);
  }
});

it('says where a row begins, and leaves out blank lines', async () => {
  expect(await rows('a,\n\n \n"m\n\nn",2\n')).toEqual([
    { line: 1, cells: ['a', ''] },
    { line: 4, cells: ['m\n\nn', '2'] },
  ]);
});

const misplaced = (column: number, where = '') =>
  expect.stringMatching(new RegExp(`^a quote is in the wrong place in column ${column}${where}: a cell`));

it.each([
  ['inside of a cell in quotes', 'a,"24" monitor",x', misplaced(2)],
  ['that closes too early', 'a,"5" screen,x', misplaced(2)],
  ['inside of a cell without', '5" screen,x', misplaced(1)],
  ['after a blank', 'a, "x, y"', misplaced(2)],
])('a quote %s costs its line and no other', async (_, line, problem) => {
  expect(await rows(`first,1\n${line}\n"last",2`)).toEqual([
    { line: 1, cells: ['first', '1'] },
    { line: 2, cells: expect.anything(), problem },
    { line: 3, cells: ['last', '2'] },
  ]);
});

it('tells which lines are lost to a quote that opens without closing before the next one', async () => {
  expect(await rows('a,"open,1\nb,2\nc,"good"\nd,3')).toEqual([
    {
      line: 1,
      cells: expect.anything(),
      problem: expect.stringMatching(/column 2 in line 3: .*; lines 1 to 3 are left out$/),
    },
    { line: 4, cells: ['d', '3'] },
  ]);
});

it('goes on after a line that cannot be used, be it inside of a cell', async () => {
  expect(await rows('!a,1\nb,"\n!m\n",2\nc,3')).toMatchObject([
    { line: 1, problem: 'bad' },
    { line: 2, problem: 'bad; lines 2 to 4 are left out' },
    { line: 5, cells: ['c', '3'] },
  ]);
});

it('gives what is before a quote that never closes, and says where that is and what it costs', async () => {
  expect(await rows('a,1\n"b\nc","open\nd,2\n\n')).toEqual([
    { line: 1, cells: ['a', '1'] },
    { line: 3, cells: [], problem: 'a quote opens here that never closes; lines 2 to 6 are left out' },
  ]);
  const problem =
    'a quote opens here that does not close within 10 characters; this line and all below it are left out';
  expect(await rows(`"open\n${'d,2\n'.repeat(99)}`, 10)).toEqual([{ line: 1, cells: [], problem }]);
});
