import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hasDigest } from '../../../adapters/files/digest-stamp.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const digestOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const read = vi.fn(async (path: string) => digestOf(path));
/** Time enough for a file that was written just now. */
const later = () => Date.now() + 10_000;

let path: string;
let digest: string;

beforeEach(() => {
  path = join(temporaryFolder(), 'text.weights');
  writeFileSync(path, 'weights');
  digest = digestOf(path);
  read.mockClear();
});

describe('hasDigest', () => {
  it('reads a file once as long as it stays', async () => {
    expect(await hasDigest(path, digest, read, later)).toBe(true);
    expect(await hasDigest(path, digest, read, later)).toBe(true);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('notices other bytes of the same size and the same modification time', async () => {
    await hasDigest(path, digest, read, later);
    const { atime, mtime } = statSync(path);
    writeFileSync(path, 'weightz');
    utimesSync(path, atime, mtime);
    expect(await hasDigest(path, digest, read, later)).toBe(false);
    expect(await hasDigest(path, digest, read, later)).toBe(false);
  });

  it('reads again when another digest is expected', async () => {
    await hasDigest(path, digest, read, later);
    expect(await hasDigest(path, 'other', read, later)).toBe(false);
  });

  it('notes nothing of a file that changed a moment ago', async () => {
    expect(await hasDigest(path, digest, read)).toBe(true);
    expect(await hasDigest(path, digest, read)).toBe(true);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('notes nothing that was true of the bytes before a change in the middle of reading', async () => {
    const changing = async (file: string) => {
      const before = digestOf(file);
      writeFileSync(file, 'changed');
      return before;
    };
    expect(await hasDigest(path, digest, changing, later)).toBe(true);
    expect(await hasDigest(path, digest, read, later)).toBe(false);
  });
});
