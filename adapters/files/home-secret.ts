import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';

const secretBytes = 32;

/**
 * The 32 random bytes in `<home>/secret` that only the owner may read, made when first asked for: signed links stay good over a
 * restart, and servers that share a home take each other's.
 * @throws DomainError STORAGE_FAILED
 */
export async function readHomeSecret(home: string): Promise<Uint8Array> {
  const path = join(home, 'secret');
  await mkdir(home, { recursive: true });
  const found = (await readIfThere(path)) ?? (await create(path));
  if (found.length === secretBytes) return found;
  throw new DomainError(
    'STORAGE_FAILED',
    `The file secret in TUWEN_HOME has ${found.length} bytes, not 32.`,
    {
      remedy: 'Delete it; links that were signed with it end with it.',
    },
  );
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new DomainError('STORAGE_FAILED', `The file secret in TUWEN_HOME cannot be read (${code}).`, {
      remedy: 'Let the user of the server read it.',
      cause,
    });
  }
}

/** A link is made whole or not at all: of two processes that begin together, both have the bytes of one. */
async function create(path: string): Promise<Uint8Array> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, randomBytes(secretBytes), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path);
}
