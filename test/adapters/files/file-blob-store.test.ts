import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bytes = new TextEncoder().encode('abc');
const address = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it('gives back what was stored, under the sha256 of its bytes', async () => {
  const store = new FileBlobStore(temporaryFolder());
  expect(await store.put(bytes)).toBe(address);
  expect([...(await store.get(address))]).toEqual([97, 98, 99]);
  expect(await store.has(address)).toBe(true);
});

it('keeps blobs in two levels of folders, and nothing half-written beside them', async () => {
  const folder = temporaryFolder();
  await Promise.all(Array.from({ length: 8 }, () => new FileBlobStore(folder).put(bytes)));
  expect(await readdir(join(folder, 'ba', '78'))).toEqual([address]);
});

it('does not write the same bytes twice', async () => {
  const folder = temporaryFolder();
  const store = new FileBlobStore(folder);
  await store.put(bytes);
  await writeFile(join(folder, 'ba', '78', address), 'mark');
  await store.put(bytes);
  expect(Buffer.from(await store.get(address)).toString()).toBe('mark');
});

it.each(['0'.repeat(64), '../../../etc/passwd', address.toUpperCase(), `${address}/x`, '', 'ba'])(
  'has nothing at %j',
  async (hostile) => {
    const store = new FileBlobStore(temporaryFolder());
    await store.put(bytes);
    expect(await store.has(hostile)).toBe(false);
    await expect(store.get(hostile)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  },
);

it('deletes what is old, and never what is put at the same time', async () => {
  const folder = temporaryFolder();
  const store = new FileBlobStore(folder);
  const path = join(folder, 'ba', '78', address);
  await store.put(bytes);
  expect(await store.deleteOld(address, new Date(Date.now() - 60_000))).toBe(false);
  for (let round = 0; round < 200; round++) {
    await utimes(path, 0, 0);
    await Promise.all([store.deleteOld(address, new Date(1000)), store.put(bytes)]);
    expect(await store.has(address)).toBe(true);
  }
  expect(await readdir(join(folder, 'ba', '78'))).toEqual([address]);
  await utimes(path, 0, 0);
  expect(await store.deleteOld(address, new Date(1000))).toBe(true);
  expect(await store.has(address)).toBe(false);
  expect(await store.deleteOld(address, new Date(1000))).toBe(true);
});
