import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { indexBuildKind } from '../../../../core/search/indexes/build-index.ts';
import type { IndexSettings } from '../../../../core/search/indexes/index-settings.ts';
import { picture } from '../../../support/fake-model.ts';
import { fakeServices } from '../../../support/fake-services.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

let services: ReturnType<typeof fakeServices>;

const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
afterAll(() => log.mockRestore());

beforeEach(async () => {
  log.mockClear();
  services = fakeServices(temporaryFolder());
  const { spaceId, dimension, name } = services.model.manifest;
  await services.collections.create({ name: 'c', description: null, modelName: name, spaceId, dimension });
});

const startJob = (index: Partial<IndexSettings>) =>
  services.jobs.start(indexBuildKind, { collection: 'c', index } as unknown as JsonObject);

/** Runs until the job has ended. */
async function finished(id: string) {
  services.jobRunner.start();
  onTestFinished(() => services.jobRunner.stop());
  await vi.waitFor(async () => {
    const { state } = (await services.jobs.find(id))!;
    expect(['queued', 'running']).not.toContain(state);
  });
  return (await services.jobs.find(id))!;
}

describe('BuildIndex', () => {
  it('builds, takes into use, cleans up, and measures', async () => {
    const items = [0, 1, 2].map((i) => ({
      key: String(i),
      text: null,
      image: { bytes: picture(1, i, 0, 0) },
      metadata: {},
    }));
    await services.addItems.add('c', items);
    const { id } = await startJob({ kind: 'hnsw-half' });
    const { result } = await finished(id);
    expect(services.indexBuilder.calls).toEqual(['create hnsw-half', 'use hnsw-half', 'release']);
    expect(result).toMatchObject({
      index: { kind: 'hnsw-half', m: 24, efConstruction: 128, efSearch: 200 },
      recall: { recallAt10: 1, queries: 3 },
    });
    expect(services.indexBuilder.recall).toMatchObject({ recallAt10: 1 });
  });

  it('has no recall to tell of an empty collection', async () => {
    const { id } = await startJob({ kind: 'hnsw-half' });
    expect((await finished(id)).result).toMatchObject({ recall: null });
  });

  it('cleans up after a build that fails, and takes nothing into use', async () => {
    services.indexBuilder.building = async () => Promise.reject(new Error('disk full'));
    const { id } = await startJob({ kind: 'hnsw-binary' });
    expect((await finished(id)).state).toBe('failed');
    expect(services.indexBuilder.calls).toEqual(['create hnsw-binary', 'release']);
    expect(log).toHaveBeenCalledWith(`job ${id}`, expect.objectContaining({ message: 'disk full' }));
  });

  it('cleans up when it is cancelled', async () => {
    const { id } = await startJob({ kind: 'hnsw-half' });
    services.indexBuilder.building = async () => {
      await services.jobs.cancel(id);
    };
    expect((await finished(id)).state).toBe('cancelled');
    expect(services.indexBuilder.calls).toContain('release');
  });

  it('refuses a second build of the same collection', async () => {
    services.indexBuilder.buildJobId = '99';
    const { id } = await startJob({ kind: 'exact' });
    expect((await finished(id)).error).toEqual({
      code: 'INVALID_INPUT',
      message: 'Another index of the collection c is being built. Wait for that job, or cancel it.',
    });
    expect(services.indexBuilder.calls).toEqual([]);
  });

  it.each<[Partial<IndexSettings>, RegExp]>([
    [{ m: 3 }, /m of an index is 3\. Use a whole number from 4 to 64/],
    [{ efSearch: 1001 }, /efSearch of an index is 1001/],
    [{ efConstruction: 40.5 }, /efConstruction of an index is 40\.5/],
    [
      { m: 64, efConstruction: 64 },
      /efConstruction is 64 and m 64\. efConstruction must be at least twice m/,
    ],
  ])('refuses %j', async (index, message) => {
    await expect(startJob(index)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a kind that does not take so many dimensions', async () => {
    const wide = { name: 'wide', description: null, modelName: 'fake', spaceId: 'w', dimension: 2048 };
    expect((await services.collections.create(wide)).index.kind).toBe('hnsw-half');
    const input = { collection: 'wide', index: { kind: 'hnsw' } };
    await expect(services.jobs.start(indexBuildKind, input)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'An index of kind HNSW takes up to 2000 dimensions, not 2048. Use HNSW_HALF.',
    });
  });
});
