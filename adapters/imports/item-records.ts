import type { JsonObject } from '../../core/json.ts';
import type { ImageInput } from '../../core/search/image-source.ts';
import type { NewItem } from '../../core/search/new-item.ts';
import { LineProblem } from '../files/dataset-lines.ts';

/** Finds the picture that a record names. */
export type FindPicture = (name: string) => ImageInput;

const fields = ['key', 'text', 'image', 'metadata'];

/** An item out of a line of JSON. @throws LineProblem */
export function itemOfLine(line: string, findPicture: FindPicture): NewItem {
  const record = jsonObject(line);
  const unknown = Object.keys(record).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw new LineProblem(
      `unknown field "${unknown}"; there are ${fields.join(', ')}, others belong into "metadata"`,
    );
  }
  const { key, text = null, image = null, metadata } = record;
  if (typeof key !== 'string') throw new LineProblem('expected a string in "key"');
  for (const [name, value] of Object.entries({ text, image })) {
    if (value !== null && typeof value !== 'string') throw new LineProblem(`expected a string in "${name}"`);
  }
  return {
    key,
    text: text as string | null,
    image: typeof image === 'string' ? pictureNamed(image, findPicture) : null,
    metadata: (metadata ?? {}) as JsonObject,
  };
}

function jsonObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new LineProblem('expected a JSON object');
}

/** What a column of a CSV file holds, by its heading: `price:number`, `sold:boolean`, or text. */
export interface Column {
  readonly name: string;
  readonly read: (cell: string) => string | number | boolean;
}

const readers: Readonly<Record<string, Column['read']>> = {
  text: (cell) => cell,
  number: (cell) => {
    const value = Number(cell);
    if (cell.trim() === '' || !Number.isFinite(value)) throw new LineProblem(`"${cell}" is no number`);
    return value;
  },
  boolean: (cell) => {
    if (!/^(true|false)$/i.test(cell)) throw new LineProblem(`"${cell}" is neither true nor false`);
    return cell.toLowerCase() === 'true';
  },
};

/** @throws LineProblem for a header without `key`, with a name twice, or with a type that there is not */
export function readColumns(header: readonly string[]): readonly Column[] {
  const columns = header.map((heading) => {
    const [name = '', type = 'text', ...rest] = heading.trim().split(':');
    const read = rest.length === 0 && Object.hasOwn(readers, type) ? readers[type] : undefined;
    if (name === '' || read === undefined) {
      throw new LineProblem(
        `the column "${heading}" has no name, or a type other than ${Object.keys(readers).join(', ')}`,
      );
    }
    return { name, read };
  });
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new LineProblem(`the column "${twice}" is there twice`);
  if (!names.includes('key')) throw new LineProblem('there is no column "key"');
  return columns;
}

/** An item out of a row; empty cells are left out. @throws LineProblem */
export function itemOfRow(
  row: readonly string[],
  columns: readonly Column[],
  findPicture: FindPicture,
): NewItem {
  if (row.length !== columns.length) {
    throw new LineProblem(`it has ${row.length} cells, the header ${columns.length}`);
  }
  const cells = new Map(columns.map(({ name }, i) => [name, row[i]!]));
  const filled = (name: string) => (cells.get(name) === '' ? undefined : cells.get(name));
  const image = filled('image');
  const typed = columns
    .map(({ name, read }, i) => ({ name, read, cell: row[i]! }))
    .filter(({ name, cell }) => cell !== '' && !fields.includes(name))
    .map(({ name, read, cell }) => [name, read(cell)] as const);
  const metadata = metadataCell(filled('metadata'));
  const twice = typed.find(([name]) => Object.hasOwn(metadata, name));
  if (twice !== undefined) throw new LineProblem(`"${twice[0]}" is in "metadata" and in a column of its own`);
  return {
    key: cells.get('key')!,
    text: filled('text') ?? null,
    image: image === undefined ? null : pictureNamed(image, findPicture),
    metadata: { ...metadata, ...Object.fromEntries(typed) },
  };
}

/** What others than text, number and boolean can be written in. */
function metadataCell(cell: string | undefined): JsonObject {
  if (cell === undefined) return {};
  try {
    return jsonObject(cell) as JsonObject;
  } catch {
    throw new LineProblem('expected a JSON object in "metadata"; give it another name if it is a text');
  }
}

function pictureNamed(name: string, findPicture: FindPicture): ImageInput {
  return /^https?:\/\//i.test(name) ? { url: name } : findPicture(name);
}
