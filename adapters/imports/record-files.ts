import { DomainError } from '../../core/errors.ts';
import type { Audited } from '../../core/ports/dataset-files.ts';
import type { NewItem } from '../../core/search/new-item.ts';
import { audited, isBlank, LineProblem, usableText } from '../files/dataset-lines.ts';
import { utf8Lines } from '../files/utf8-lines.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { type Column, type FindPicture, itemOfLine, itemOfRow, readColumns } from './item-records.ts';

/** A file of records. */
export interface RecordFile {
  /** For messages. */
  readonly name: string;
  /** @throws DomainError INVALID_INPUT for a file that cannot be read; so do its chunks */
  readonly open: () => AsyncIterable<Buffer>;
  readonly findPicture: FindPicture;
}

/** A form of records. */
export interface RecordReader {
  /** Every entry is an item or a problem. @throws DomainError INVALID_INPUT for a file that cannot be read, is not UTF-8 or has no good header */
  readonly items: (file: RecordFile) => AsyncIterable<Audited<NewItem>>;
  /** How many entries that are. */
  readonly count: (file: RecordFile) => Promise<number>;
}

/** Longest line, bytes: an item's limits are far below. */
const maximumLine = 2 ** 20;

/** An object a line; blank lines are left out. */
export const jsonl: RecordReader = {
  async *items(file) {
    for await (const line of filledLines(file))
      yield audited(`${file.name}:${line.number}`, () => itemOfLine(usableText(line), file.findPicture));
  },
  count: (file) => countOf(filledLines(file)),
};

/** RFC 4180 with a header. */
export const csv: RecordReader = {
  async *items(file) {
    let columns: readonly Column[] | undefined;
    for await (const row of csvRows(linesOf(file))) {
      if (columns === undefined) columns = header(file.name, row);
      else yield itemAt(file, row, columns);
    }
    if (columns !== undefined) return;
    throw new DomainError('INVALID_INPUT', `${file.name} is empty.`, {
      remedy: 'Its first line names the columns: key, text, image, and others for metadata.',
    });
  },
  count: async (file) => Math.max((await countOf(csvRows(linesOf(file)))) - 1, 0),
};

function linesOf({ name, open }: RecordFile) {
  return utf8Lines(name, open(), maximumLine);
}

async function* filledLines(file: RecordFile) {
  for await (const line of linesOf(file)) if (!isBlank(line)) yield line;
}

function itemAt(file: RecordFile, row: CsvRow, columns: readonly Column[]): Audited<NewItem> {
  return audited(`${file.name}:${row.line}`, () => itemOfRow(usableCells(row), columns, file.findPicture));
}

function header(name: string, row: CsvRow): readonly Column[] {
  try {
    return readColumns(usableCells(row));
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    throw new DomainError('INVALID_INPUT', `The header of ${name} cannot be used: ${error.message}.`);
  }
}

function usableCells({ cells, problem }: CsvRow): readonly string[] {
  if (problem === undefined) return cells;
  throw new LineProblem(problem);
}

export async function countOf(values: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of values) count++;
  return count;
}
