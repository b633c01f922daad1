import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { companionFiles } from '../../core/model/companion-files.ts';

const maximumBytes = 64 << 20;

/**
 * A small file beside the weights; undefined where there is none. Links are not followed.
 * @throws DomainError CHECKPOINT_UNREADABLE for one that is no plain file or larger than 64 MiB
 */
export async function readCompanion(folder: string, name: string): Promise<Uint8Array | undefined> {
  if (!companionFiles.has(name)) throw new RangeError(`${name} is not read from beside a checkpoint`);
  const path = join(folder, name);
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isFile() && found.size <= maximumBytes) return readFile(path);
  throw new DomainError(
    'CHECKPOINT_UNREADABLE',
    `${name} beside the checkpoint is no plain file of at most 64 MiB.`,
  );
}
