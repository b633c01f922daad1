import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresNearPairs } from '../../../adapters/postgres/postgres-near-pairs.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { dot, normalise } from '../../../core/numeric/vectors.ts';
import type { IndexEntry } from '../../../core/ports/collections.ts';
import { NearDuplicates } from '../../../core/search/duplicates/near-duplicates.ts';
import { NearScan } from '../../../core/search/duplicates/near-scan.ts';
import type { IndexKind } from '../../../core/search/indexes/index-settings.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';

const dimension = 16;
const minScore = 0.95;
const random = seededRandom(7);
const unit = (from?: Float32Array, noise = 1) =>
  normalise(Float32Array.from({ length: dimension }, (_, i) => (from?.[i] ?? 0) + noise * (random() - 0.5)));

/** 120 on their own, a chain, groups of two to five, fifteen equal ones near twelve equal ones. */
function vectors(): readonly Float32Array[] {
  const alone = Array.from({ length: 120 }, () => unit());
  const groups = Array.from({ length: 20 }, (_, i) => {
    const centre = unit();
    return Array.from({ length: 2 + (i % 4) }, () => unit(centre, 0.12));
  }).flat();
  const first = unit();
  const second = unit(first, 0.2);
  const all = [...alone, ...groups, ...Array(15).fill(first), ...Array(12).fill(second)] as Float32Array[];
  return all
    .map((vector) => [random(), vector] as const)
    .sort(([x], [y]) => x - y)
    .map(([, vector]) => vector);
}

/** Groups of positions by comparing everything, as sorted texts. */
function bruteForce(all: readonly Float32Array[]): readonly string[] {
  const groups = all.map((_, i) => new Set([i]));
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      if (dot(all[i]!, all[j]!) < minScore || groups[i] === groups[j]) continue;
      for (const member of groups[j]!) {
        groups[i]!.add(member);
        groups[member] = groups[i]!;
      }
    }
  }
  return [...new Set(groups)]
    .filter(({ size }) => size > 1)
    .map((group) => [...group].sort((x, y) => x - y).join(' '))
    .sort();
}

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`near duplicates: ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());

    it('are the groups that comparing everything finds, with an index and without', async () => {
      const { sql } = database;
      const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
      const all = vectors();
      const expected = bruteForce(all);
      expect(expected.some((group) => group.split(' ').length >= 27)).toBe(true);
      for (const kind of ['exact', 'hnsw', 'hnsw-half'] satisfies IndexKind[]) {
        const settings = { kind, m: 16, efConstruction: 64, efSearch: 200 };
        const collection = await collections.create({
          name: kind,
          description: null,
          modelName: 'm',
          spaceId: 's',
          dimension,
          index: settings,
        });
        const entries = all.map(
          (text, i): IndexEntry => ({
            key: `${i}`,
            text: 't',
            image: null,
            metadata: {},
            vectors: { text },
          }),
        );
        const { items } = await index.upsert(collection, 's', entries);
        const places = new Map(items.map(({ id }, i) => [id, i]));
        const query = { modality: 'text', minScore, exact: kind === 'exact' } as const;
        const scan = new NearScan(new PostgresNearPairs(sql), collection, query);
        await scan.advance(30_000);
        expect([scan.covered, scan.isComplete, scan.isExact]).toEqual([all.length, true, kind === 'exact']);
        const found = scan.groups().map(({ members }) => members.map(({ itemId }) => places.get(itemId)!));
        expect(found.map((group) => group.sort((x, y) => x - y).join(' ')).sort()).toEqual(expected);
        const scores = scan.groups().map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((x, y) => y - x));
      }
    });

    it('come in pages that fit together, without what was deleted', async () => {
      const { sql } = database;
      const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
      const space = { modelName: 'm', spaceId: 's', dimension };
      const collection = await collections.create({ name: 'c', description: null, ...space });
      const entries = Array.from({ length: 12 }, (_, i): IndexEntry => {
        const text = Float32Array.from({ length: dimension }, (_, j) => (j === Math.floor(i / 3) ? 1 : 0));
        return { key: `k${i}`, text: 't', image: null, metadata: {}, vectors: { text } };
      });
      await index.upsert(collection, 's', entries);
      const clock = { now: () => new Date() };
      const finder = new NearDuplicates({ collections, nearPairs: new PostgresNearPairs(sql), clock });
      const page = (after?: string) =>
        finder.find({ collection: 'c', minScore: 1, against: 'text', first: 3, after });
      const one = await page();
      expect(one).toMatchObject({
        hasNextPage: true,
        covered: 12,
        total: 12,
        isComplete: true,
        isExact: true,
      });
      await index.remove(collection, ['k10']);
      const two = await page(one.groups.at(-1)!.cursor);
      expect(two).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const keys = [...one.groups, ...two.groups].map(({ score, members }) => [
        score,
        ...members.map(({ item }) => item.key),
      ]);
      expect(keys).toEqual([
        [1, 'k0', 'k1', 'k2'],
        [1, 'k3', 'k4', 'k5'],
        [1, 'k6', 'k7', 'k8'],
        [1, 'k9', 'k11'],
      ]);
    });
  });
}
