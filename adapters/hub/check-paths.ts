import type { HubFile } from '../../core/ports/model-hub.ts';
import { downloadUnsafe } from './hub-errors.ts';

const longestPath = 512;

/**
 * Refuses paths that leave the model's folder, hide what they are, or fall on each other or on our own files.
 * @throws DomainError DOWNLOAD_UNSAFE
 */
export function checkPaths(files: readonly HubFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!isPlainPath(path)) throw unsafe(path);
    // Some disks do not tell capital letters from small ones.
    const folded = path.normalize('NFC').toLowerCase();
    if (seen.has(folded)) throw unsafe(path);
    seen.add(folded);
  }
}

function isPlainPath(path: string): boolean {
  // A backslash and a colon are separators on Windows; control and format characters deceive a reader.
  if (path.length > longestPath || /[\\:\p{Cc}\p{Cf}\p{Cs}]/u.test(path)) return false;
  return path
    .split('/')
    .every((segment) => segment !== '' && !/^\.{1,2}$/.test(segment) && !/\.part(\.json)?$/i.test(segment));
}

function unsafe(path: string): Error {
  return downloadUnsafe(
    `The hub lists a file ${JSON.stringify(path.slice(0, 100)).replace(/[\p{Cc}\p{Cf}]/gu, '?')}, which has no safe place here.`,
    'Do not use this model, or choose its files with --file.',
  );
}
