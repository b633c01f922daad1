import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { FileThumbnailStore } from '../../../adapters/files/file-thumbnail-store.ts';
import type { ThumbnailMaker, ThumbnailStore } from '../../../core/ports/thumbnails.ts';
import { Thumbnails } from '../../../core/search/thumbnails.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Makes `<bytes>@<edge>` of a picture and counts. */
class CountingMaker implements ThumbnailMaker {
  made = 0;
  async thumbnail(encoded: Uint8Array, edge: number): Promise<Uint8Array> {
    this.made++;
    return Buffer.from(`${Buffer.from(encoded)}@${edge}`);
  }
}

async function setup(store?: ThumbnailStore) {
  const folder = temporaryFolder();
  const blobs = new FileBlobStore(join(folder, 'pictures'));
  const maker = new CountingMaker();
  const logged: unknown[] = [];
  const thumbnails = new Thumbnails({
    blobs,
    maker,
    store: store ?? new FileThumbnailStore(join(folder, 'thumbnails')),
    log: (_, error) => logged.push(error),
    atOnce: 1,
  });
  const sha256 = await blobs.put(Buffer.from('picture'));
  return { folder, maker, thumbnails, sha256, logged };
}

it('makes each size once, and keeps it', async () => {
  const { folder, maker, thumbnails, sha256 } = await setup();
  const all = await Promise.all(Array.from({ length: 5 }, () => thumbnails.of(sha256, 'small')));
  expect(all.map((bytes) => Buffer.from(bytes).toString())).toEqual(Array(5).fill('picture@256'));
  expect(Buffer.from(await thumbnails.of(sha256, 'large')).toString()).toBe('picture@512');
  expect(Buffer.from(await thumbnails.of(sha256, 'small')).toString()).toBe('picture@256');
  expect(maker.made).toBe(2);
  await rm(join(folder, 'pictures'), { recursive: true });
  expect(Buffer.from(await thumbnails.of(sha256, 'large')).toString()).toBe('picture@512');
  const files = await readdir(join(folder, 'thumbnails'), { recursive: true });
  expect(files.filter((name) => name.includes(sha256))).toHaveLength(2);
});

it('answers where nothing can be kept', async () => {
  const full: ThumbnailStore = {
    get: async () => undefined,
    delete: async () => undefined,
    put: () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
  };
  const { thumbnails, sha256, logged } = await setup(full);
  expect(Buffer.from(await thumbnails.of(sha256, 'small')).toString()).toBe('picture@256');
  expect(logged).toMatchObject([{ code: 'ENOSPC' }]);
});

it('has none of a picture that is not there', async () => {
  const { thumbnails } = await setup();
  for (const address of ['0'.repeat(64), '../../etc/passwd', '']) {
    await expect(thumbnails.of(address, 'small')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});
