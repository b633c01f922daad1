import { isAscii, isUtf8 } from 'node:buffer';
import yauzl, { type Entry } from 'yauzl';

const isUtf8Flag = 0x800;
const unicodePathField = 0x7075;

export interface EntryNames {
  readonly entries: ReadonlyMap<string, Entry>;
  /** What can be read of the others' names. */
  readonly unnamed: readonly string[];
}

/**
 * Entries by name. Those that do not say how theirs is encoded should have it in code page 437, which hardly anyone writes: a Mac writes
 * UTF-8, Windows in Chinese GBK. They are read as one or the other when all of them can be.
 * @throws Error for a name that leads out of the file
 */
export function entryNames(all: readonly Entry[]): EntryNames {
  const decode = decoderOf(all.filter(isUntold).map(({ fileNameRaw }) => fileNameRaw));
  const entries = new Map<string, Entry>();
  const unnamed: string[] = [];
  for (const entry of all) {
    const name = isUntold(entry) ? decode?.(entry.fileNameRaw) : entry.fileName;
    if (name === undefined || name.includes('\uFFFD')) unnamed.push(entry.fileNameRaw.toString());
    else entries.set(valid(name), entry);
  }
  return { entries, unnamed };
}

function isUntold({ generalPurposeBitFlag, extraFields, fileNameRaw }: Entry): boolean {
  const isTold =
    (generalPurposeBitFlag & isUtf8Flag) !== 0 || extraFields.some(({ id }) => id === unicodePathField);
  return !isTold && !isAscii(fileNameRaw);
}

function decoderOf(names: readonly Buffer[]): ((name: Buffer) => string) | undefined {
  if (names.every((name) => isUtf8(name))) return (name) => name.toString();
  const decoder = new TextDecoder('gb18030', { fatal: true });
  return isGb18030(names, decoder) ? (name) => decoder.decode(name) : undefined;
}

/** Most bytes beyond ASCII stand in pairs: a single accent among letters, which makes a pair with its neighbour, is no Chinese. */
function isGb18030(names: readonly Buffer[], decoder: TextDecoder): boolean {
  const runs = names.flatMap((name) => name.toString('latin1').match(/[\x80-\xff]+/g) ?? []);
  const pairs = runs.reduce((sum, { length }) => sum + Math.floor(length / 2), 0);
  if (pairs < runs.filter(({ length }) => length % 2 === 1).length) return false;
  try {
    for (const name of names) decoder.decode(name);
    return true;
  } catch {
    return false;
  }
}

/** As yauzl checks names that it decodes. */
function valid(decoded: string): string {
  const name = decoded.replaceAll('\\', '/');
  const problem = yauzl.validateFileName(name);
  if (problem !== null) throw new Error(problem);
  return name;
}
