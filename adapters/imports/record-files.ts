import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DomainError } from '../../core/errors.ts';
import type { Audited } from '../../core/ports/dataset-files.ts';
import type { NewItem } from '../../core/search/new-item.ts';
import { audited, LineProblem } from '../files/dataset-lines.ts';
import { type Column, type FindPicture, itemOfLine, itemOfRow, readColumns } from './item-records.ts';

/** A file of records. */
export interface RecordFile {
  /** For messages. */
  readonly name: string;
  readonly open: () => Readable | Promise<Readable>;
  readonly findPicture: FindPicture;
}

/** Longest line or row, characters: an item's limits are far below. */
const maximumRecord = 2 ** 20;

/** Items of a JSONL file; blank lines are left out. @throws DomainError INVALID_INPUT for a file that cannot be read */
export async function* lineItems({ name, open, findPicture }: RecordFile): AsyncGenerator<Audited<NewItem>> {
  const stream = await opened(name, open);
  let number = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    yield audited(`${name}:${number}`, () => {
      if (line.length > maximumRecord) throw new LineProblem(`it is longer than ${maximumRecord} characters`);
      // A byte order mark is no part of the first object.
      return itemOfLine(number === 1 ? line.replace(/^\uFEFF/, '') : line, findPicture);
    });
  }
}

/**
 * Items of a CSV file (RFC 4180, UTF-8) with a header.
 * @throws DomainError INVALID_INPUT for a file that cannot be read, a bad header, and quotes that do not fit
 */
export async function* csvItems({ name, open, findPicture }: RecordFile): AsyncGenerator<Audited<NewItem>> {
  const stream = await opened(name, open);
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
  const rows = stream.pipe(parse({ ...options, max_record_size: maximumRecord }));
  stream.once('error', (error) => rows.destroy(error));
  let columns: readonly Column[] | undefined;
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (columns === undefined) columns = header(name, record);
      else {
        const known = columns;
        yield audited(`${name}:${info.lines}`, () => itemOfRow(record, known, findPicture));
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DomainError('INVALID_INPUT', `${name} is no CSV file: ${error.message}.`, {
      cause: error,
    });
  } finally {
    stream.destroy();
  }
}

function header(name: string, record: readonly string[]): readonly Column[] {
  try {
    return readColumns(record);
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    throw new DomainError('INVALID_INPUT', `The header of ${name} cannot be used: ${error.message}.`);
  }
}

/** A stream that has something to read; a file that is not there is told in our words. */
async function opened(name: string, open: RecordFile['open']): Promise<Readable> {
  const stream = await open();
  try {
    await once(stream, 'readable');
    return stream;
  } catch (cause) {
    throw new DomainError('INVALID_INPUT', `${name} cannot be read.`, { cause });
  }
}
