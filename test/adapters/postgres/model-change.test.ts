import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { asCaller } from '../../../adapters/async/caller-context.ts';
import { wait } from '../../../adapters/async/wait.ts';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { FileJobFiles } from '../../../adapters/files/file-job-files.ts';
import { AjvMetadataSchemas } from '../../../adapters/json-schema/ajv-metadata-schemas.ts';
import { OnnxProductSearch } from '../../../adapters/onnx/onnx-product-search.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresIndexBuilder } from '../../../adapters/postgres/postgres-index-builder.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { PostgresNearPairs } from '../../../adapters/postgres/postgres-near-pairs.ts';
import { PostgresRelevanceStore } from '../../../adapters/postgres/postgres-relevance-store.ts';
import { PostgresVectorSets } from '../../../adapters/postgres/postgres-vector-sets.ts';
import { modelChangeResolvers } from '../../../api/schema/model-change/model-change.resolvers.ts';
import { DomainError } from '../../../core/errors.ts';
import { JobRunner } from '../../../core/jobs/job-runner.ts';
import { Jobs } from '../../../core/jobs/jobs.ts';
import type { Collection } from '../../../core/ports/collections.ts';
import { AddItems } from '../../../core/search/add-items.ts';
import { ImageSource } from '../../../core/search/image-source.ts';
import { BuildIndex } from '../../../core/search/indexes/build-index.ts';
import type { IndexSettings } from '../../../core/search/indexes/index-settings.ts';
import { ChangeModel } from '../../../core/search/model-change/change-model.ts';
import { inSet } from '../../../core/search/model-change/in-set.ts';
import { ModelChanges } from '../../../core/search/model-change/model-changes.ts';
import type { NewItem } from '../../../core/search/new-item.ts';
import { SearchItems } from '../../../core/search/search-items.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';
import { FakeImageInspector } from '../../support/fake-image-inspector.ts';
import { FakeModelRegistry } from '../../support/fake-model-registry.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { HashingModel } from '../../support/hashing-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bytes = (content: string) => new TextEncoder().encode(content);
const item = (key: string, content = `picture ${key}`): NewItem => ({
  key,
  text: `text of ${content}`,
  image: { bytes: bytes(content) },
  metadata: {},
});
const keysFrom = (start: number, count: number) => Array.from({ length: count }, (_, i) => `k${start + i}`);

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`changes of model: ${name}`, () => {
    let database: TestDatabase;
    let parts: ReturnType<typeof partsOf>;
    let number = 0;
    let collection: Collection;

    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());

    function partsOf() {
      const { sql } = database;
      const [old, next] = [new HashingModel('old', 4), new HashingModel('next', 6)];
      const models = new FakeModelRegistry(old, next, new HashingModel('third', 3));
      const folder = temporaryFolder();
      const collections = new PostgresCollectionStore(sql);
      const index = new PgvectorIndex(sql);
      const vectorSets = new PostgresVectorSets(sql);
      const blobs = new FileBlobStore(join(folder, 'blobs'));
      const { uploads, images: _, ...fakes } = fakeServices(folder);
      const images = new ImageSource({
        uploads,
        blobs,
        collections,
        urls: { fetch: async () => Promise.reject(new Error()) },
      });
      const stores = { models, collections, index, vectorSets, blobs, images };
      const store = new PostgresJobStore(sql);
      const clock = { now: () => new Date() };
      const estimating = {
        relevanceStore: new PostgresRelevanceStore(sql),
        nearPairs: new PostgresNearPairs(sql),
        openProducts: () => OnnxProductSearch.open(1),
      };
      const indexBuilder = new PostgresIndexBuilder(sql, { memoryMb: 64 });
      const handlers = [
        new ChangeModel({ ...stores, ...estimating, clock, batchSize: 8 }),
        new BuildIndex({ ...stores, indexBuilder, asCaller, clock }),
      ];
      const files = new FileJobFiles(folder);
      const runner = new JobRunner({
        store,
        files,
        handlers,
        log: console.error,
        asCaller,
        wait,
        pollMs: 10,
      });
      const jobs = new Jobs({ store, handlers, onQueued: () => runner.wake(), pollMs: 5 });
      return {
        ...fakes,
        ...stores,
        ...estimating,
        indexBuilder,
        old,
        next,
        jobs,
        runner,
        addItems: new AddItems({
          ...stores,
          pictureUse: fakes.pictureUse,
          schemas: new AjvMetadataSchemas(),
          inspector: new FakeImageInspector(),
        }),
        search: new SearchItems({ ...stores, relevances: { find: async () => undefined } }),
        changes: new ModelChanges({ models, collections, vectorSets, jobs }),
      };
    }

    beforeEach(async () => {
      parts = partsOf();
      onTestFinished(() => parts.runner.stop());
      const { spaceId, dimension } = parts.old.manifest;
      const space = { description: null, modelName: 'old', spaceId, dimension };
      collection = await parts.collections.create({ name: `c${number++}`, ...space });
      await parts.addItems.add(
        collection.name,
        keysFrom(0, 30).map((key) => item(key)),
      );
    });

    const start = async () => (await parts.changes.start({ collection: collection.name, model: 'next' })).id;

    async function finished(id: string) {
      parts.runner.start();
      await vi.waitFor(
        async () => expect(['queued', 'running']).not.toContain((await parts.jobs.find(id))!.state),
        {
          timeout: 20_000,
        },
      );
      return (await parts.jobs.find(id))!;
    }
    const now = async () => (await parts.collections.find(collection.name))!;
    const other = async () => parts.vectorSets.other(collection);

    /** Every stored vector beside what the model makes of the item as it is; both sets, as `key modality`. */
    async function differences(): Promise<readonly string[]> {
      const current = await now();
      const beside = (await other())!;
      const found: string[] = [];
      for (const [set, model] of [
        [inSet(current, beside), beside.modelName],
        [current, current.modelName],
      ] as const) {
        const maker = model === 'old' ? parts.old : parts.next;
        for (const { id, key, text } of (await parts.collections.listItems(current.id, 200)).nodes) {
          const content = text!.slice('text of '.length);
          for (const [modality, expected] of [
            ['text', maker.vectorOf(text!)],
            ['image', maker.vectorOf(content)],
          ] as const) {
            const vector = await parts.index.vectorOf(set, id, modality);
            if (vector?.join() !== expected.unit.join()) found.push(`${model} ${key} ${modality}`);
          }
        }
      }
      return found;
    }

    it('fills, compares, switches, rolls back, and finishes', async () => {
      const { result, progress } = await finished(await start());
      expect(result).toMatchObject({ model: 'next', filled: 30, failed: 0 });
      expect(progress).toEqual({ stage: 'overlap', done: 0 });
      expect(await differences()).toEqual([]);
      const { overlap } = (await other())!;
      expect(overlap!.queries).toBeGreaterThan(10);
      expect(overlap!.overlapAt10).toBeGreaterThan(0);
      expect(overlap!.overlapAt10).toBeLessThan(1);
      expect(overlap!.worst).toHaveLength(5);
      expect(await now()).toMatchObject({ modelName: 'old', dimension: 4 });

      const byText = (text: string) =>
        parts.search.search({ collection: collection.name, query: { text }, against: 'text', first: 1 });
      expect(await parts.changes.switchOver(collection.name)).toMatchObject({
        modelName: 'next',
        dimension: 6,
      });
      expect((await byText('text of picture k7')).hits[0]).toMatchObject({ item: { key: 'k7' }, score: 1 });
      await parts.addItems.add(collection.name, [item('k7', 'changed'), item('new')]);
      expect(await differences()).toEqual([]);

      expect(await parts.changes.rollBack(collection.name)).toMatchObject({ modelName: 'old' });
      expect((await byText('text of changed')).hits[0]).toMatchObject({ item: { key: 'k7' } });
      await parts.changes.switchOver(collection.name);
      expect(await parts.changes.finish(collection.name)).toMatchObject({ modelName: 'next' });
      expect(await other()).toBeUndefined();
      await expect(parts.changes.rollBack(collection.name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await parts.collections.delete(collection.name)).toBe(true);
    });

    it('ends with the vectors of what was written meanwhile', async () => {
      parts.next.beforeImages = async () => {
        parts.next.beforeImages = async () => undefined;
        // An item that the batch holds, one before it and a new one, while the batch is being embedded; then one that is gone.
        await parts.addItems.add(collection.name, [
          item('k9', 'changed'),
          item('k0', 'changed'),
          item('new'),
        ]);
        await parts.index.remove(collection, ['k10']);
      };
      const { error, result } = await finished(await start());
      expect(error).toBeNull();
      expect(result).toMatchObject({ failed: 0 });
      expect(await differences()).toEqual([]);
      expect(await parts.collections.countItems(collection.id)).toBe(30);
    });

    it('goes on where it was stopped, and makes nothing twice', async () => {
      let batches = 0;
      const id = await start();
      parts.next.beforeImages = async () => {
        batches++;
        if (batches === 2) await parts.jobs.cancel(id);
      };
      expect((await finished(id)).state).toBe('cancelled');
      await expect(parts.changes.switchOver(collection.name)).rejects.toMatchObject({
        message: expect.stringMatching(/\d+ items have no vectors of the model next yet/),
      });
      expect(await now()).toMatchObject({ modelName: 'old' });
      const { result } = await finished(await start());
      expect((result as { filled: number }).filled).toBeLessThan(30);
      expect(await differences()).toEqual([]);
    });

    it('lists pictures that the new model cannot read, and switches only when that is accepted', async () => {
      parts.next.cannotRead = 'k3';
      const { id, result } = await finished(await start());
      expect(result).toMatchObject({ failed: 1 });
      const noted = async () => {
        const { newerSetId, jobId, overlap } = (await other())!;
        return { jobId, overlap, failures: await parts.vectorSets.failures(newerSetId, 10) };
      };
      const before = await noted();
      expect(before).toEqual({
        jobId: id,
        overlap: expect.objectContaining({ worst: expect.any(Array) }),
        failures: [
          { key: 'k3', modality: 'image', code: 'IMAGE_UNREADABLE', message: 'The picture cannot be read.' },
        ],
      });
      await expect(parts.changes.switchOver(collection.name)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/cannot read 1 of the pictures.*acceptFailures/),
      });
      expect(await parts.changes.switchOver(collection.name, true)).toMatchObject({ modelName: 'next' });
      expect(await noted()).toEqual(before);
      await parts.vectorSets.forgetFailures(collection, (await other())!.newerSetId);
      expect(await noted()).toEqual(before);
      await parts.changes.rollBack(collection.name);
      expect(await noted()).toEqual(before);
      await parts.changes.switchOver(collection.name, true);
      parts.next.cannotRead = undefined;
      await parts.addItems.add(collection.name, [item('k3')]);
      expect(await parts.vectorSets.countFailures((await other())!.newerSetId)).toBe(0);
      expect(await differences()).toEqual([]);
    });

    it('tries again what failed when it goes on, also where that ends too soon', async () => {
      parts.next.cannotRead = 'k3';
      expect((await finished(await start())).result).toMatchObject({ failed: 1 });
      parts.next.cannotRead = undefined;
      parts.next.beforeImages = async () => {
        parts.next.beforeImages = async () => undefined;
        throw new DomainError('INFERENCE_FAILED', 'It has ended too soon.');
      };
      expect((await finished(await start())).state).toBe('failed');
      expect(await parts.vectorSets.countMissing(collection, (await other())!.vectorSetId)).toBe(1);
      expect((await finished(await start())).result).toMatchObject({ filled: 1, failed: 0 });
      expect(await differences()).toEqual([]);
      await parts.changes.switchOver(collection.name);
    });

    it('lists what the old model cannot read when its set is filled once more, also after the way back', async () => {
      parts.next.cannotRead = 'k3';
      await finished(await start());
      await parts.changes.switchOver(collection.name, true);
      const lost = parts.models.models.splice(0, 1);
      await parts.addItems.add(collection.name, [item('late')]);
      parts.models.models.unshift(...lost);
      parts.old.cannotRead = 'late';
      const { id } = await parts.changes.start({ collection: collection.name, model: 'old' });
      expect((await finished(id)).result).toMatchObject({ filled: 1, failed: 1 });
      const { failures, failedCount } = modelChangeResolvers.ModelChange;
      const context = { vectorSets: parts.vectorSets };
      const listed = async (first: number) => {
        const change = {
          collection: await now(),
          other: (await parts.vectorSets.other(await now()))!,
          missing: 0,
        };
        const found = await failures(change, { first }, context);
        return {
          found: found.map(({ key, model }) => [key, model]),
          count: await failedCount(change, {}, context),
        };
      };
      const both = [
        ['k3', 'next'],
        ['late', 'old'],
      ];
      expect(await listed(10)).toEqual({ found: both, count: 2 });
      await parts.changes.rollBack(collection.name);
      expect(await listed(10)).toEqual({ found: both, count: 2 });
      expect(await listed(1)).toEqual({ found: [['k3', 'next']], count: 2 });
      parts.old.cannotRead = undefined;
      await parts.addItems.add(collection.name, [item('late')]);
      expect(await listed(10)).toEqual({ found: [['k3', 'next']], count: 1 });
    });

    it('tells of the job that fills the old set once more before a way back', async () => {
      await finished(await start());
      await parts.changes.switchOver(collection.name);
      const lost = parts.models.models.splice(0, 1);
      await parts.addItems.add(collection.name, [item('late')]);
      parts.models.models.unshift(...lost);
      const { id } = await parts.changes.start({ collection: collection.name, model: 'old' });
      expect(await other()).toMatchObject({ role: 'previous', jobId: id });
      await expect(parts.changes.start({ collection: collection.name, model: 'old' })).rejects.toThrow(
        `Wait for job ${id}`,
      );
      await finished(id);
      expect(await parts.changes.rollBack(collection.name)).toMatchObject({ modelName: 'old' });
      expect(await differences()).toEqual([]);
    });

    /** What happens when the job is about to compare the answers. */
    function beforeComparison(happens: () => Promise<unknown>): void {
      const sampleShared = parts.vectorSets.sampleShared.bind(parts.vectorSets);
      parts.vectorSets.sampleShared = async (...sampled) => {
        const found = await sampleShared(...sampled);
        await happens();
        return found;
      };
    }

    const notCompared = { overlap: null, notCompared: expect.stringContaining('was finished before') };
    const switchAndFinish = async () => {
      await parts.changes.switchOver(collection.name);
      await parts.changes.finish(collection.name);
    };

    it.each(['filled', 'being compared'])(
      'ends the job well for the set that stays, when the change is finished once it is %s',
      async (when) => {
        const analyse = parts.index.analyse.bind(parts.index);
        if (when === 'being compared') beforeComparison(switchAndFinish);
        else
          parts.index.analyse = async (set) => {
            await switchAndFinish();
            await analyse(set);
          };
        const { state, result, error } = await finished(await start());
        expect({ state, result, error }).toMatchObject({
          state: 'succeeded',
          result: { model: 'next', filled: 30, failed: 0, ...notCompared },
        });
        const { estimate } = await parts.relevanceStore.find((await now()).vectorSetId);
        expect(estimate).toMatchObject({ itemCount: 30 });
      },
    );

    it('compares after a switch too, and goes on there after its worker has stopped', async () => {
      const analyse = parts.index.analyse.bind(parts.index);
      parts.index.analyse = async () => {
        parts.index.analyse = analyse;
        await parts.changes.switchOver(collection.name);
        throw new DomainError('INFERENCE_FAILED', 'It has ended too soon.');
      };
      const id = await start();
      expect((await finished(id)).state).toBe('failed');
      await parts.jobs.retry(id);
      expect((await finished(id)).result).toMatchObject({ filled: 0, overlap: { queries: 30 } });
      expect((await other())!.overlap!.queries).toBe(30);
      await parts.changes.finish(collection.name);
      const again = await parts.jobs.start('model-change', (await parts.jobs.find(id))!.input);
      expect((await finished(again.id)).result).toMatchObject({ filled: 0, ...notCompared });
    });

    it('is cancelled when the change is rolled back and given up while answers are compared', async () => {
      beforeComparison(async () => {
        await parts.changes.switchOver(collection.name);
        await parts.changes.rollBack(collection.name);
        await parts.changes.abandon(collection.name);
      });
      expect(await finished(await start())).toMatchObject({ state: 'cancelled', error: null });
      expect(await now()).toMatchObject({ modelName: 'old' });
    });

    const build = async (index: Partial<IndexSettings>) =>
      (await parts.jobs.start('index-build', { collection: collection.name, index })).id;
    const lost = {
      code: 'INVALID_INPUT',
      message: expect.stringMatching(
        /c\d+ has a change to or from next under way.*after switchCollectionModel/,
      ),
    };

    it('takes no other index before the switch, and keeps what is built after it', async () => {
      await finished(await start());
      await expect(build({ kind: 'hnsw-half' })).rejects.toMatchObject(lost);
      expect(await finished(await build({}))).toMatchObject({ state: 'succeeded', error: null });
      await parts.changes.switchOver(collection.name);
      expect((await finished(await build({ kind: 'hnsw-half' }))).error).toBeNull();
      expect((await now()).index.kind).toBe('hnsw-half');
      await parts.changes.rollBack(collection.name);
      expect((await now()).index.kind).toBe('hnsw');
      await expect(build({ efSearch: 100 })).rejects.toMatchObject(lost);
      await parts.changes.switchOver(collection.name);
      expect((await parts.changes.finish(collection.name)).index.kind).toBe('hnsw-half');
    });

    it('builds nothing when a change has begun before its turn', async () => {
      const id = await build({ kind: 'hnsw-half' });
      await start();
      expect((await finished(id)).error).toMatchObject(lost);
      expect((await now()).index.kind).toBe('hnsw');
      expect(await parts.indexBuilder.status(collection)).toMatchObject({ buildJobId: null });
    });

    it('builds nothing for a set that is left before it has its place', async () => {
      await parts.index.remove(collection, keysFrom(0, 30));
      const id = await build({ kind: 'hnsw-half' });
      await start();
      const claim = parts.indexBuilder.claim.bind(parts.indexBuilder);
      parts.indexBuilder.claim = async (...claimed) => {
        await parts.changes.switchOver(collection.name);
        return claim(...claimed);
      };
      expect((await finished(id)).error).toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/has a change to or from old under way/),
      });
      expect((await parts.changes.rollBack(collection.name)).index.kind).toBe('hnsw');
    });

    it('does not begin while an index is being built', async () => {
      const create = parts.indexBuilder.create.bind(parts.indexBuilder);
      let refusal: unknown;
      parts.indexBuilder.create = async (...built) => {
        refusal = await start().catch((error) => error);
        await create(...built);
      };
      const id = await build({ kind: 'hnsw-half' });
      expect((await finished(id)).error).toBeNull();
      expect(refusal).toMatchObject({
        code: 'INVALID_INPUT',
        message: `Another index of the collection ${collection.name} is being built. Wait for job ${id}, or cancel it.`,
      });
      expect(await finished(await start())).toMatchObject({ state: 'succeeded' });
      expect((await parts.changes.switchOver(collection.name)).index.kind).toBe('hnsw-half');
    });

    it('lets writers go on when the new model cannot be used, and catches up', async () => {
      await finished(await start());
      const lost = parts.models.models.splice(1, 1);
      await parts.addItems.add(collection.name, [item('late')]);
      expect(await parts.vectorSets.countMissing(collection, (await other())!.vectorSetId)).toBe(1);
      parts.models.models.push(...lost);
      await expect(parts.changes.switchOver(collection.name)).rejects.toThrow(/1 items have no vectors/);
      await finished(await start());
      await parts.changes.switchOver(collection.name);
      expect(await differences()).toEqual([]);
    });

    it('stores again what was embedded before the switch and comes after it', async () => {
      const before = await parts.addItems.embed(collection.name, [item('early')]);
      await finished(await start());
      await parts.changes.switchOver(collection.name);
      expect(await parts.addItems.store(before)).toMatchObject({ createdCount: 1, rejected: [] });
      expect(await differences()).toEqual([]);
    });

    it('refuses a second change, the same model, and steps out of turn', async () => {
      const start = (model: string) => parts.changes.start({ collection: collection.name, model });
      await expect(start('old')).rejects.toThrow(/has vectors of old already/);
      await expect(start('none')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      for (const step of ['switchOver', 'rollBack', 'finish', 'abandon'] as const)
        await expect(parts.changes[step](collection.name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const job = await start('next');
      await expect(start('third')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      await expect(start('next')).rejects.toThrow(`Wait for job ${job.id}`);
      expect(await parts.changes.abandon(collection.name)).toMatchObject({ modelName: 'old' });
      expect(await other()).toBeUndefined();
      expect((await parts.jobs.find(job.id))!.state).toBe('cancelled');
    });

    it.each(['abandoned', 'deleted'])(
      'ends the job of a change whose collection or set is %s',
      async (how) => {
        const id = await start();
        parts.next.beforeImages = async () => {
          parts.next.beforeImages = async () => undefined;
          if (how === 'deleted') await parts.collections.delete(collection.name);
          else await parts.vectorSets.drop(collection, (await other())!.vectorSetId);
        };
        expect((await finished(id)).error).toMatchObject({ code: 'NOT_FOUND' });
      },
    );

    it('never answers with a mixture while it switches to and fro', async () => {
      await finished(await start());
      let isOver = false;
      const searching = (async () => {
        while (!isOver) {
          const query = { text: 'text of picture k5' };
          const { hits } = await parts.search.search({
            collection: collection.name,
            query,
            against: 'text',
            first: 1,
          });
          expect(hits[0]).toMatchObject({ item: { key: 'k5' }, score: expect.closeTo(1, 6) });
        }
      })();
      for (let i = 0; i < 5; i++) {
        await parts.changes.switchOver(collection.name);
        await parts.changes.rollBack(collection.name);
      }
      isOver = true;
      await searching;
    });
  });
}
