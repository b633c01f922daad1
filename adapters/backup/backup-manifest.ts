import { DomainError } from '../../core/errors.ts';
import { isBlobAddress } from '../files/blob-path.ts';

export interface TableDump {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** What stands in the database of a backup. */
export interface DatabaseDump {
  /** Those that made its schema. */
  readonly migrations: readonly { readonly id: string; readonly sha256: string }[];
  /** In the order in which they can be filled. */
  readonly tables: readonly TableDump[];
  /** Last numbers that were given, as text. */
  readonly sequences: readonly { readonly table: string; readonly column: string; readonly last: string }[];
  /** Sets of vectors, each with a table of its own. */
  readonly vectorSets: readonly { readonly id: string; readonly dimension: number }[];
}

export interface EntryFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** `manifest.json`, the last entry of a backup. */
export interface BackupManifest {
  readonly format: 1;
  /** Version of the program that wrote it. */
  readonly tuwen: string;
  readonly createdAt: string;
  readonly database: DatabaseDump;
  /** Pictures, whose names are their digests. */
  readonly pictures: number;
  /** Pictures that the database has and that were not there. */
  readonly missingPictures: readonly string[];
  /** Every other entry. */
  readonly entries: Readonly<Record<string, EntryFacts>>;
}

export const manifestName = 'manifest.json';
/** Which plugins are switched off. */
export const pluginStatesName = 'plugins.json';
export const entryOfTable = (table: string): string => `database/${table}.jsonl`;

const identifier = /^[a-z_][a-z0-9_]{0,62}$/;
const number = /^\d{1,18}$/;
const entryName =
  /^(database\/[a-z_][a-z0-9_]{0,62}\.jsonl|models\/(\.default|[a-z0-9][a-z0-9._-]{0,63}\/[\w-][\w.-]{0,199})|jobs\/\d{1,18}\/[a-z0-9][\w.-]{0,99})$/i;

/** Whether an entry may be in a backup: nothing that leads out of the folders it is written to. */
export function isEntryName(name: string): boolean {
  return (
    name === manifestName ||
    name === pluginStatesName ||
    pictureOf(name) !== undefined ||
    entryName.test(name)
  );
}

/** Address of the picture that an entry is. */
export function pictureOf(name: string): string | undefined {
  const address = /^pictures\/(.*)$/s.exec(name)?.[1];
  return address !== undefined && isBlobAddress(address) ? address : undefined;
}

export function unusable(why: string, cause?: unknown): DomainError {
  return new DomainError('BACKUP_UNUSABLE', `The backup cannot be used: ${why}.`, {
    remedy: 'Nothing was changed.',
    cause,
  });
}

/** @throws DomainError BACKUP_UNUSABLE */
export function parseManifest(text: string): BackupManifest {
  let parsed: BackupManifest;
  try {
    parsed = JSON.parse(text) as BackupManifest;
  } catch (error) {
    throw unusable('its manifest is damaged', error);
  }
  if (parsed?.format !== 1) throw unusable(`its format is ${String(parsed?.format)}, this version reads 1`);
  if (!isWhole(parsed)) throw unusable('its manifest is not one of a backup');
  return parsed;
}

/** Everything of it that becomes part of a statement or a path is what it seems. */
function isWhole({
  tuwen,
  createdAt,
  database,
  pictures,
  missingPictures,
  entries,
}: BackupManifest): boolean {
  const { migrations, tables, sequences, vectorSets } = database ?? {};
  return (
    [tuwen, createdAt].every(isText) &&
    listOf(migrations, ({ id, sha256 }) => isText(id) && isText(sha256)) &&
    listOf(tables, ({ name, columns, rows }) => isName(name) && listOf(columns, isName) && isCount(rows)) &&
    listOf(sequences, ({ table, column, last }) => isName(table) && isName(column) && isNumber(last)) &&
    listOf(vectorSets, ({ id, dimension }) => isNumber(id) && isCount(dimension)) &&
    isCount(pictures) &&
    listOf(missingPictures, isText) &&
    typeof entries === 'object' &&
    listOf(Object.entries(entries ?? {}), ([name, facts]) => isEntryName(name) && isText(facts?.sha256))
  );
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length < 1000;
const isName = (value: unknown): boolean => typeof value === 'string' && identifier.test(value);
const isNumber = (value: unknown): boolean => typeof value === 'string' && number.test(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function listOf<T>(value: readonly T[] | undefined, fits: (entry: T) => boolean): boolean {
  return Array.isArray(value) && value.every((entry) => entry !== null && entry !== undefined && fits(entry));
}
