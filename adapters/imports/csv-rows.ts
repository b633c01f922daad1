import type { Utf8Line } from '../files/utf8-lines.ts';

export interface CsvRow {
  /** Where it begins; of a row with a problem, where that is. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why it must not be used. */
  readonly problem?: string;
}

/** A row that is being read. */
interface OpenRow {
  readonly line: number;
  readonly cells: string[];
  /** Of one of its lines. */
  problem?: string | undefined;
  /** Of a quote, with which it ends. */
  misplaced?: string;
  /** The cell in quotes that goes on in the next line. */
  cell?: { readonly openedIn: number; text: string } | undefined;
}

/**
 * Rows of a CSV file (RFC 4180) without blank lines. A quote in the wrong place costs its own row and no other: the next line begins a
 * new one. One that opens a cell and never closes, or not within `maximumRow` characters, takes the rest of the file, and says so.
 */
export async function* csvRows(lines: AsyncIterable<Utf8Line>, maximumRow = 2 ** 20): AsyncGenerator<CsvRow> {
  let row: OpenRow | undefined;
  let [length, last] = [0, 0];
  for await (const line of lines) {
    last = line.number;
    if (row === undefined && line.problem === undefined && line.text.trim() === '') continue;
    row ??= { line: line.number, cells: [] };
    row.problem ??= line.problem;
    readCells(row, line);
    length += line.text.length;
    if (row.cell === undefined) yield finished(row, last);
    else if (length <= maximumRow) continue;
    else {
      const what = `does not close within ${maximumRow} characters; this line and all below it are left out`;
      return yield unclosed(row.cell.openedIn, what);
    }
    [row, length] = [undefined, 0];
  }
  if (row?.cell !== undefined)
    yield unclosed(row.cell.openedIn, `never closes; lines ${row.line} to ${last} are left out`);
}

function finished({ line, cells, misplaced, problem = misplaced }: OpenRow, last: number): CsvRow {
  if (problem === undefined) return { line, cells };
  const lines = line === last ? '' : `; lines ${line} to ${last} are left out`;
  return { line, cells, problem: problem + lines };
}

function unclosed(line: number, what: string): CsvRow {
  return { line, cells: [], problem: `a quote opens here that ${what}` };
}

/** Adds a line to a row, whose last cell stays open where its quote does. */
function readCells(row: OpenRow, line: Utf8Line): void {
  let at = 0;
  while (at <= line.text.length && row.misplaced === undefined) at = readCell(row, line, at);
}

/** Where the next cell begins; past the end when there is none. */
function readCell(row: OpenRow, { text, number }: Utf8Line, from: number): number {
  const opens = row.cell === undefined && text[from] === '"';
  if (opens) row.cell = { openedIn: number, text: '' };
  const start = opens ? from + 1 : from;
  const end = row.cell === undefined ? plainEnd(text, start) : quotedEnd(text, start);
  const piece = text.slice(start, end);
  if (row.cell === undefined) {
    row.cells.push(piece);
    if (piece.includes('"')) row.misplaced = misplaced(row, number);
    return end + 1;
  }
  row.cell.text += piece.replaceAll('""', '"');
  if (end === text.length) {
    row.cell.text += '\n';
    return end + 1;
  }
  row.cells.push(row.cell.text);
  row.cell = undefined;
  if (end + 1 < text.length && text[end + 1] !== ',') row.misplaced = misplaced(row, number);
  return end + 2;
}

function misplaced({ line, cells }: OpenRow, current: number): string {
  const where = line === current ? '' : ` in line ${current}`;
  return `a quote is in the wrong place in column ${cells.length}${where}: a cell with quotes begins and ends with one, and has each of its own twice`;
}

function plainEnd(text: string, from: number): number {
  const comma = text.indexOf(',', from);
  return comma === -1 ? text.length : comma;
}

/** The closing quote, past those that are doubled; the end of the text where there is none. */
function quotedEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return text.length;
}
