import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withSnapshot } from '../../../adapters/backup/dump-database.ts';
import { blobPath } from '../../../adapters/files/blob-path.ts';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { FileThumbnailStore } from '../../../adapters/files/file-thumbnail-store.ts';
import { connect } from '../../../adapters/postgres/open-database.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { PostgresPictureUse } from '../../../adapters/postgres/postgres-picture-use.ts';
import { backupKind } from '../../../core/backup/backup-job.ts';
import { AddItems } from '../../../core/search/add-items.ts';
import { sweepPictures } from '../../../core/search/sweep-pictures.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';
import { FakeImageInspector } from '../../support/fake-image-inspector.ts';
import { picture } from '../../support/fake-model.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const hourMs = 60 * 60 * 1000;
const letters = ['a', 'b', 'c', 'd', 'e'] as const;

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`pictures that no item uses: ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());

    it('are deleted, with their thumbnails, and no others', async () => {
      const { sql } = database;
      const folder = temporaryFolder();
      const blobs = new FileBlobStore(folder);
      const thumbnailStore = new FileThumbnailStore(join(folder, 'thumbnails'));
      const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
      const pictureUse = new PostgresPictureUse(sql);
      const space = { description: null, modelName: 'm', spaceId: 's', dimension: 2 };
      const one = await collections.create({ name: 'one', ...space });
      const two = await collections.create({ name: 'two', ...space });
      const sha256s = await Promise.all(letters.map((letter) => blobs.put(Buffer.from(letter))));
      const [a, b, c, d, e] = sha256s as [string, string, string, string, string];
      for (const sha256 of sha256s) await thumbnailStore.put(sha256, 'small', Buffer.from('webp'));
      const add = (collection: typeof one, key: string, sha256: string) => {
        const image = { sha256, mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 };
        const vectors = { image: Float32Array.of(1, 0) };
        return index.upsert(collection, 's', [{ key, text: null, image, metadata: {}, vectors }]);
      };
      for (const [key, sha256] of Object.entries({ a, b, c, d })) await add(one, key, sha256);
      for (const [key, sha256] of Object.entries({ b, e })) await add(two, key, sha256);
      await index.remove(one, ['a', 'b']);
      await add(one, 'c', d);
      await collections.delete('two');
      await add(one, 'kept', e);

      const sweep = (hours: number) => {
        const clock = { now: () => new Date(Date.now() + hours * hourMs) };
        return sweepPictures({ pictureUse, blobs, thumbnailStore, clock, database: 'ours' });
      };
      const there = async () => {
        const kept = await Promise.all(sha256s.map((sha256) => blobs.has(sha256)));
        return letters.filter((_, i) => kept[i]).join('');
      };
      expect(await sweep(0)).toBe(0);
      expect(await there()).toBe('abcde');
      // `b` comes in once more: its bytes are there, its item is not yet.
      for (const sha256 of sha256s) await utimes(blobPath(folder, sha256), 0, 0);
      const soon = new Date(Date.now() + 1.5 * hourMs);
      await utimes(blobPath(folder, b), soon, soon);
      const jobs = new PostgresJobStore(sql);
      await jobs.enqueue(backupKind, {});
      const backup = (await jobs.claim([backupKind], 60_000))!;
      expect(await sweep(2)).toBe(0);
      await jobs.finish(backup, { state: 'succeeded', result: {}, artefacts: [] });
      if (database.url !== undefined) {
        // That of a command, in a process of its own.
        const other = await connect({ databaseUrl: database.url });
        await withSnapshot(other, async () => expect(await sweep(2)).toBe(0));
        await other.close();
      }
      expect(await there()).toBe('abcde');
      expect(await sweep(2)).toBe(2);
      expect(await there()).toBe('bde');
      expect(await thumbnailStore.get(a, 'small')).toBeUndefined();
      expect(await thumbnailStore.get(d, 'small')).toBeDefined();
      expect(await sweep(4)).toBe(1);
      expect(await there()).toBe('de');

      // Somebody else's pictures lie in the same folder.
      await index.remove(one, ['kept']);
      await utimes(blobPath(folder, e), 0, 0);
      await blobs.isOnlyOf('db.internal:5432/another');
      expect(await sweep(6)).toBe(0);
      expect(await there()).toBe('de');
    });

    it('are deleted where a kill came between storing them and their items, and no others', async () => {
      const { sql } = database;
      const fakes = fakeServices(temporaryFolder());
      const folder = temporaryFolder();
      const blobs = new FileBlobStore(folder);
      const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
      const pictureUse = new PostgresPictureUse(sql);
      const { spaceId, dimension } = fakes.model.manifest;
      const space = { description: null, modelName: 'fake', spaceId, dimension };
      await collections.create({ name: 'killed', ...space });
      const inspector = new FakeImageInspector();
      const addItems = new AddItems({ ...fakes, collections, index, blobs, pictureUse, inspector });
      const bytes = (i: number) => picture(1, i, 0, 0);
      const add = (...numbers: readonly number[]) => {
        const items = numbers.map((i) => ({
          key: String(i),
          text: null,
          image: { bytes: bytes(i) },
          metadata: {},
        }));
        return addItems.embed('killed', items);
      };
      await addItems.store(await add(0, 1));
      // Of these the pictures are on the disk when the process ends; 1 is an item's, and 2 is added again by the next one.
      await add(1, 2, 3, 4);
      await addItems.store(await add(2));
      const addresses = [0, 1, 2, 3, 4].map((i) => blobs.addressOf(bytes(i)));
      const there = async () => {
        const kept = await Promise.all(addresses.map((sha256) => blobs.has(sha256)));
        return [0, 1, 2, 3, 4].filter((i) => kept[i]);
      };
      const thumbnailStore = new FileThumbnailStore(join(folder, 'thumbnails'));
      const sweep = (hours: number) => {
        const clock = { now: () => new Date(Date.now() + hours * hourMs) };
        return sweepPictures({ pictureUse, blobs, thumbnailStore, clock, database: 'ours' });
      };
      await sweep(0);
      expect(await there()).toEqual([0, 1, 2, 3, 4]);
      await sweep(2);
      expect(await there()).toEqual([0, 1, 2]);
      expect(
        await sql.query('select sha256 from unused_pictures where sha256 = any($1)', [addresses]),
      ).toEqual([]);
    });
  });
}
