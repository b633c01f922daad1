import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileUploadStore } from '../../../adapters/files/file-upload-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bytes = Uint8Array.of(1, 2, 3);
const quarterHourMs = 15 * 60 * 1000;

it('takes the announced bytes and gives them back', async () => {
  const store = new FileUploadStore(temporaryFolder(), () => 1000);
  const upload = await store.create(3);
  expect(upload).toMatchObject({ sizeBytes: 3, expiresAt: new Date(1000 + quarterHourMs) });
  await store.receive(upload.id, [bytes]);
  expect([...(await store.read(upload.id))]).toEqual([1, 2, 3]);
});

it('is the same store after a restart', async () => {
  const folder = temporaryFolder();
  const { id } = await new FileUploadStore(folder).create(3);
  await new FileUploadStore(folder).receive(id, [bytes]);
  expect([...(await new FileUploadStore(folder).read(id))]).toEqual([1, 2, 3]);
});

it('says when the bytes were not sent yet', async () => {
  const store = new FileUploadStore(temporaryFolder());
  const { id } = await store.create(3);
  await expect(store.read(id)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
});

it('refuses another number of bytes than was announced', async () => {
  const store = new FileUploadStore(temporaryFolder());
  const { id } = await store.create(4);
  await expect(store.receive(id, [bytes])).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: { sizeBytes: 3, announcedBytes: 4 },
  });
});

it.each([0, -1, 1.5, Number.NaN])('refuses the size %s', async (size) => {
  const store = new FileUploadStore(temporaryFolder());
  await expect(store.create(size)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('takes 20 MiB and not a byte more', async () => {
  const store = new FileUploadStore(temporaryFolder());
  await expect(store.create(20 * 1024 * 1024)).resolves.toMatchObject({ sizeBytes: 20_971_520 });
  await expect(store.create(20 * 1024 * 1024 + 1)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

it.each(['0'.repeat(32), '../secret', '*', ''])('knows no upload %j', async (id) => {
  const store = new FileUploadStore(temporaryFolder());
  await expect(store.read(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(store.receive(id, [bytes])).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('forgets an upload after a quarter of an hour, and deletes its files', async () => {
  const folder = join(temporaryFolder(), 'uploads');
  let now = 0;
  const store = new FileUploadStore(folder, () => now);
  const old = await store.create(3);
  await store.receive(old.id, [bytes]);
  now = quarterHourMs;
  await expect(store.read(old.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const fresh = await store.create(3);
  expect(await readdir(folder)).toEqual([expect.stringContaining(fresh.id)]);
});

it('takes no more than may wait at the same time, until some have expired', async () => {
  let now = 0;
  const store = new FileUploadStore(temporaryFolder(), () => now, 100);
  for (const size of [60, 40]) await store.create(size);
  await expect(store.create(1)).rejects.toMatchObject({
    code: 'OVERLOADED',
    details: { waiting: 100, limit: 100, retryAfterSeconds: 60 },
  });
  now = quarterHourMs;
  await expect(store.create(100)).resolves.toMatchObject({ sizeBytes: 100 });
});

it('keeps an archive that was claimed until it is released, also after a restart', async () => {
  const folder = temporaryFolder();
  let now = 0;
  const store = new FileUploadStore(folder, () => now);
  const { id } = await store.create(3, 'archive');
  await expect(store.claim(id)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  await store.receive(id, [bytes.subarray(0, 1), bytes.subarray(1)]);
  await store.claim(id);
  now = 24 * 60 * 60 * 1000;
  await store.create(3);
  const again = new FileUploadStore(folder, () => now);
  expect([...(await readFile(await again.claimedPath(id)))]).toEqual([1, 2, 3]);
  expect(await again.claimed()).toEqual([{ id, claimedAt: expect.any(Date) }]);
  await expect(again.claim(id)).rejects.toThrow('in use by another import. Upload the file again');
  await again.release(id);
  await expect(again.claim(id)).rejects.toThrow('it has expired, or was used by an import');
  await expect(again.claimedPath(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await again.claimed()).toEqual([]);
});

it('gives an archive to one of several that claim it at once, and tells the others who has it', async () => {
  const store = new FileUploadStore(temporaryFolder());
  for (let round = 0; round < 10; round++) {
    const { id } = await store.create(3, 'archive');
    await store.receive(id, [bytes]);
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => store.claim(id)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toHaveLength(3);
    for (const error of refused) {
      expect(error).toMatchObject({ code: 'NOT_FOUND', problem: 'This upload is in use by another import.' });
    }
    expect([...(await readFile(await store.claimedPath(id)))]).toEqual([...bytes]);
  }
});

it('takes archives of 2,000 MiB, and none of them as a picture', async () => {
  const store = new FileUploadStore(temporaryFolder());
  const size = 2000 * 1024 * 1024;
  await expect(store.create(size, 'archive')).resolves.toMatchObject({ sizeBytes: size });
  await expect(store.create(size + 1, 'archive')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  const { id } = await store.create(21 * 1024 * 1024, 'archive');
  await store.receive(id, [new Uint8Array(21 * 1024 * 1024)]);
  await expect(store.read(id)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

it('leaves nothing of an upload that breaks off or is too long', async () => {
  const folder = temporaryFolder();
  const store = new FileUploadStore(folder);
  const { id } = await store.create(4);
  async function* broken() {
    yield bytes;
    throw new Error('gone');
  }
  await expect(store.receive(id, broken())).rejects.toThrow('gone');
  await expect(store.receive(id, [bytes, bytes])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  expect(await readdir(folder)).toEqual([expect.stringMatching(/announced$/)]);
});
