import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { metaOffset, pageFlag, pageHeaderBytes, treeOffset } from '../../../adapters/lmdb/format.ts';
import { LmdbReader } from '../../../adapters/lmdb/lmdb-reader.ts';
import { writeLmdb } from '../../../adapters/lmdb/lmdb-writer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const pageSize = 4096;
const depth = 31;
const childrenPerPage = 100;

/** A written file, changed by hand. */
async function changed(
  entries: readonly (readonly [key: string, bytes: number])[],
  change: (file: Buffer) => Buffer,
): Promise<string> {
  const folder = temporaryFolder();
  async function* sorted() {
    for (const [key, bytes] of entries) yield { key: Buffer.from(key), value: Buffer.alloc(bytes) };
  }
  await writeLmdb(folder, sorted());
  const path = join(folder, 'data.mdb');
  writeFileSync(path, change(readFileSync(path)));
  return folder;
}

function forBothMetas(file: Buffer, change: (tree: Buffer) => void): Buffer {
  for (const meta of [0, 1]) change(file.subarray(meta * pageSize + metaOffset.main));
  return file;
}

/** Branches whose children are all the page after them, and at the end a leaf without entries: 100 ^ 30 ways to nothing. */
function maze(): Buffer {
  const pages = Array.from({ length: depth }, (_, i) => {
    const page = Buffer.alloc(pageSize);
    const isLeaf = i === depth - 1;
    const count = isLeaf ? 0 : childrenPerPage;
    page.writeUInt16LE(isLeaf ? pageFlag.leaf : pageFlag.branch, 10);
    page.writeUInt16LE(pageHeaderBytes + 2 * count, 12);
    page.writeUInt16LE(pageSize - 8, 14);
    for (let child = 0; child < count; child++) page.writeUInt16LE(pageSize - 8, pageHeaderBytes + 2 * child);
    page.writeUInt32LE(2 + i + 1, pageSize - 8);
    return page;
  });
  return Buffer.concat(pages);
}

async function readAll(folder: string): Promise<number> {
  const reader = await LmdbReader.open(folder);
  let count = 0;
  try {
    for await (const _ of reader.entries()) count++;
  } finally {
    await reader.close();
  }
  return count;
}

it.each([
  [
    'whose pages are reached again and again',
    [['a', 1]],
    (file: Buffer) =>
      Buffer.concat([
        forBothMetas(file, (tree) => {
          tree.writeUInt16LE(depth, treeOffset.depth);
          tree.writeBigUInt64LE(2n, treeOffset.root);
        }).subarray(0, 2 * pageSize),
        maze(),
      ]),
    /more pages than it has/,
  ],
  [
    'with fewer entries than it says',
    [
      ['a', 1],
      ['b', 1],
    ],
    (file: Buffer) => forBothMetas(file, (tree) => tree.writeBigUInt64LE(3n, treeOffset.entries)),
    /fewer entries than it says/,
  ],
  [
    'with more entries than it says',
    [
      ['a', 1],
      ['b', 1],
    ],
    (file: Buffer) => forBothMetas(file, (tree) => tree.writeBigUInt64LE(1n, treeOffset.entries)),
    /more entries than it says/,
  ],
  [
    'whose values share their bytes',
    [
      ['a', 9000],
      ['b', 9000],
      ['c', 9000],
    ],
    shareFirstValue,
    /more bytes than it has/,
  ],
] as const)('refuses a file %s', async (_, entries, change, message) => {
  await expect(readAll(await changed(entries, change))).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(message),
  });
});

/** Lets the values of `b` and `c` begin where that of `a` does, and cuts off their own. */
function shareFirstValue(file: Buffer): Buffer {
  const leaf = Number(file.readBigUInt64LE(metaOffset.main + treeOffset.root)) * pageSize;
  const places = [0, 1, 2].map((i) => leaf + file.readUInt16LE(leaf + pageHeaderBytes + 2 * i) + 8 + 1);
  const first = 2;
  for (const place of places) file.writeBigUInt64LE(BigInt(first), place);
  const values = file.subarray(first * pageSize, (first + 3) * pageSize);
  const moved = Buffer.concat([file.subarray(0, 2 * pageSize), values, file.subarray(leaf, leaf + pageSize)]);
  return forBothMetas(moved, (tree) => tree.writeBigUInt64LE(5n, treeOffset.root));
}
