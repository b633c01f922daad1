import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { seededRandom } from '../../../../core/numeric/seeded-random.ts';
import type { Collection } from '../../../../core/ports/collections.ts';
import type { StoredRelevance } from '../../../../core/ports/relevance-store.ts';
import { estimateRelevance } from '../../../../core/search/relevance/estimate-relevance.ts';
import { fitCurve } from '../../../../core/search/relevance/fit-curve.ts';
import {
  judgeOf,
  type RelevanceEstimate,
  relevanceOf,
} from '../../../../core/search/relevance/relevance-estimate.ts';
import { relevanceKind } from '../../../../core/search/relevance/relevance-job.ts';
import { isDue } from '../../../../core/search/relevance/relevances.ts';
import { nothingMatches, type SearchQuery } from '../../../../core/search/search-items.ts';
import { FakeModel, picture } from '../../../support/fake-model.ts';
import { fakeServices } from '../../../support/fake-services.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const background = {
  query: 'text',
  against: 'image',
  queries: 80,
  nearnesses: [
    { rank: 1, nearness: 0.4 },
    { rank: 10, nearness: 0.3 },
    { rank: 100, nearness: 0.2 },
  ],
  spread: 0.1,
  slope: 2,
  intercept: -1,
  answeredQueries: 0,
} as const;

const estimate: RelevanceEstimate = {
  estimatedAt: '2026-01-01T00:00:00.000Z',
  itemCount: 1000,
  means: { image: [0.5, 0, 0, 0] },
  textMean: [0, 0.5, 0, 0],
  backgrounds: [background],
};

describe('fitCurve', () => {
  it('finds the curve that values were drawn from', () => {
    const random = seededRandom(1);
    const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
    // Of two normal distributions of spread 1 whose means are 2 apart, the chance is logistic with slope 2.
    const curve = fitCurve(
      Array.from({ length: 20_000 }, () => normal() + 2),
      Array.from({ length: 5_000 }, normal),
    )!;
    expect([curve.slope, curve.intercept]).toBeAllClose([2, -2], { atol: 0.1 });
  });

  it('stays finite where the classes are apart, and gives nothing where they lie the wrong way', () => {
    expect(fitCurve([5, 6, 7], [1, 2, 3])!.slope).toBeGreaterThan(0);
    expect(fitCurve([1, 2, 3], [5, 6, 7])).toBeUndefined();
    expect(fitCurve([1, 1], [1, 1])).toBeUndefined();
  });
});

describe('estimateRelevance', () => {
  it('fits the curve to captions whose picture is stored, looking up what is not in both samples', async () => {
    const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));
    const stored = { image: ids(0, 100), text: ids(50, 160) };
    const lookedUp: string[] = [];
    const { backgrounds } = await estimateRelevance(
      {
        index: {
          sample: async (_, modality) =>
            stored[modality].map((itemId) => ({ itemId, vector: Float32Array.of(1, 0, 0, 0) })),
          // Pictures beyond the sample have the numbers 100–149, other texts none.
          vectorOf: async (_, itemId, modality) => {
            lookedUp.push(`${itemId} ${modality}`);
            return modality === 'image' && Number(itemId) < 150 ? Float32Array.of(1, 0, 0, 0) : undefined;
          },
        },
        model: new FakeModel(),
        collection: { dimension: 4 } as Collection,
        rank: async (queries) => queries.map(({ first }, i) => [first === 1 ? 0.9 : 0.1 + i / 1000]),
      },
      160,
      new Date(0),
    );
    const answered = backgrounds.map(({ query, against, answeredQueries }) => [
      query,
      against,
      answeredQueries,
    ]);
    expect(answered).toEqual([
      ['image', 'image', 0],
      ['text', 'image', 100],
      ['image', 'text', 50],
      ['text', 'text', 0],
    ]);
    const outside = [...ids(100, 160).map((id) => `${id} image`), ...ids(0, 50).map((id) => `${id} text`)];
    expect(lookedUp).toEqual(outside);
  });
});

describe('relevanceOf', () => {
  it('is even where half of the background comes as near, and rises with the nearness', () => {
    expect(relevanceOf(background, 0.45)).toBeCloseTo(0.5, 10);
    expect(relevanceOf(background, 0.9)).toBeGreaterThan(0.99);
    expect(relevanceOf(background, 0.1)).toBeLessThan(0.01);
  });

  it('expects less of chance among the few items that pass a filter', () => {
    // The best of a tenth is the tenth of all.
    expect(relevanceOf(background, 0.35, 0.1)).toBeCloseTo(0.5, 10);
    // Behind the last rank the line goes on, but not below what anything has.
    expect(relevanceOf(background, 0.15, 0.001)).toBeCloseTo(0.5, 10);
    expect(relevanceOf(background, 0.05, 1e-9)).toBeCloseTo(0.5, 10);
  });
});

describe('judgeOf', () => {
  const query = {
    vector: Float32Array.of(0, 1, 0, 0),
    modality: 'text',
    against: 'image',
    share: 1,
  } as const;
  const judged = (changes: object, of: RelevanceEstimate | undefined = estimate) => {
    const judge = judgeOf(of, { ...query, ...changes });
    return typeof judge === 'string' ? judge : judge(0.45);
  };

  it('takes off what the query has in common with everything', () => {
    expect(judged({})).toBeCloseTo(0.5, 6);
    expect(judged({ vector: Float32Array.of(1, 0, 0, 0) })).toBeCloseTo(relevanceOf(background, -0.05), 6);
  });

  it('says why there is nothing to say', () => {
    expect(judgeOf(undefined, query)).toBe('not-estimated');
    expect(judged({ against: 'text' })).toBe('too-few-items');
    expect(judged({ modality: 'image' })).toBe('no-background');
  });

  it('takes a vector for what it lies beside', () => {
    expect(judged({ modality: undefined })).toBeCloseTo(0.5, 6);
    expect(judged({ modality: undefined, vector: Float32Array.of(1, 0, 0, 0) })).toBe('no-background');
  });
});

describe('isDue', () => {
  const stored = (changes: Partial<StoredRelevance>): StoredRelevance => ({
    estimate,
    changedItems: 0,
    jobId: null,
    ...changes,
  });
  it('is so without an estimate, and when a fifth has changed', () => {
    expect(isDue(stored({ estimate: undefined }))).toBe(true);
    expect(isDue(stored({ changedItems: 199 }))).toBe(false);
    expect(isDue(stored({ changedItems: 200 }))).toBe(true);
    expect(isDue(stored({ estimate: { ...estimate, itemCount: 0 }, changedItems: 29 }))).toBe(false);
    expect(isDue(stored({ estimate: { ...estimate, itemCount: 0 }, changedItems: 30 }))).toBe(true);
  });
});

describe('nothingMatches', () => {
  const hit = (relevance: number | null, keywords?: number | null) => ({
    item: {} as never,
    cursor: '',
    score: 0,
    rank: 1,
    relevance,
    parts:
      keywords === undefined
        ? []
        : [{ kind: 'keywords' as const, index: 0, weight: 1, score: keywords, rank: null, contribution: 0 }],
  });
  it.each([
    [[hit(0.4), hit(0.2)], null, true],
    [[hit(0.5)], null, false],
    [[], 'not-estimated', true],
    [[hit(null)], 'not-estimated', null],
    [[hit(null)], 'keywords', false],
    [[hit(0.1, 0.2)], null, false],
    [[hit(0.1, null)], null, true],
  ] as const)('case %#', (hits, relevanceUnavailable, expected) => {
    expect(nothingMatches({ hits, relevanceUnavailable }, 0.5)).toBe(expected);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the threshold %d', (threshold) => {
    expect(() => nothingMatches({ hits: [], relevanceUnavailable: null }, threshold)).toThrow('0 to 1');
  });
});

describe('searches', () => {
  let services: ReturnType<typeof fakeServices>;
  let now: number;
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  afterAll(() => log.mockRestore());

  beforeEach(async () => {
    log.mockClear();
    now = Date.now();
    services = fakeServices(temporaryFolder(), () => now);
    const { spaceId, dimension, name } = services.model.manifest;
    await services.collections.create({ name: 'c', description: null, modelName: name, spaceId, dimension });
  });

  const add = (count: number) => {
    const random = seededRandom(count);
    const vector = () => Array.from({ length: 4 }, () => random() - 0.5);
    return services.addItems.add(
      'c',
      Array.from({ length: count }, (_, i) => ({
        key: String(i),
        text: JSON.stringify(vector()),
        image: { bytes: picture(...vector()) },
        metadata: {},
      })),
    );
  };
  const search = (query: SearchQuery = { text: '[1,2,3,4]' }, against: 'image' | 'text' = 'image') =>
    services.searchItems.search({ collection: 'c', query, against, first: 5 });
  const queued = async () =>
    (await services.jobs.list(10)).nodes.filter(({ kind }) => kind === relevanceKind);

  async function estimated(): Promise<void> {
    services.jobRunner.start();
    onTestFinished(() => services.jobRunner.stop());
    await vi.waitFor(
      async () => expect((await queued()).map(({ state }) => state)).toEqual(['succeeded']),
      10_000,
    );
    // Searches look for a new estimate after a while, and do not wait for it.
    now += 11_000;
    await search();
    await new Promise(setImmediate);
  }

  it('have no relevance at first, start the job once, and have it then', async () => {
    await add(60);
    const [first] = await Promise.all([search(), search()]);
    expect(first!.relevanceUnavailable).toBe('not-estimated');
    expect(first!.hits[0]!.relevance).toBeNull();
    expect(await queued()).toHaveLength(1);
    await estimated();
    const { hits, relevanceUnavailable } = await search();
    expect(relevanceUnavailable).toBeNull();
    const relevances = hits.map(({ relevance }) => relevance!);
    expect(relevances.every((value) => value > 0 && value < 1)).toBe(true);
    expect(relevances).toEqual(relevances.toSorted((a, b) => b - a));
    const [stored] = services.relevanceStore.stored.values();
    const { backgrounds } = stored!.estimate!;
    expect(backgrounds.map(({ query, against }) => `${query} ${against}`).sort()).toEqual([
      'image image',
      'image text',
      'text image',
      'text text',
    ]);
    expect(await queued()).toHaveLength(1);
    expect(log).not.toHaveBeenCalled();
  });

  it('ask the database seldom, and never wait for it again', async () => {
    await add(2);
    for (let i = 0; i < 5; i++) await search();
    expect(services.relevanceStore.finds).toBe(1);
  });

  it('say that a tiny collection has too few, and go on when the estimate cannot be read', async () => {
    await add(5);
    await search();
    await estimated();
    expect(await search()).toMatchObject({ relevanceUnavailable: 'too-few-items' });
    services.relevanceStore.find = async () => Promise.reject(new Error('away'));
    now += 11_000;
    expect((await search()).hits).toHaveLength(5);
  });

  it('are not waited for: whoever added items starts the job once enough have come', async () => {
    const { relevanceStore, relevances } = services;
    const [collection] = await services.collections.list();
    const changed = (changedItems: number) =>
      relevanceStore.stored.set('1', { ...relevanceStore.stored.get('1')!, changedItems });
    relevanceStore.stored.set('1', { estimate: undefined, changedItems: 29, jobId: null });
    relevances.noteAdded('c');
    relevances.noteAdded('deleted meanwhile');
    await relevances.startDue();
    expect(await queued()).toHaveLength(0);
    await add(60);
    changed(60);
    await relevances.startDue();
    expect(await queued()).toHaveLength(0);
    relevances.noteAdded('c');
    await Promise.all([relevances.startDue(), relevances.startDue()]);
    await relevances.startIfDue(collection!);
    expect(await queued()).toHaveLength(1);
    await estimated();
    // A job that succeeded may be followed by the next at once, one that failed only after a while.
    changed(60);
    await relevances.startIfDue(collection!);
    expect(await queued()).toHaveLength(2);
    relevanceStore.find = async () => Promise.reject(new Error('away'));
    await relevances.startIfDue(collection!);
    expect(log).toHaveBeenCalledWith('relevance of the collection c', expect.any(Error));
  });

  it('of items, vectors and mixes are judged too', async () => {
    const { items } = await add(60);
    await search();
    await estimated();
    const queries: readonly SearchQuery[] = [
      { itemId: items[0]!.id },
      { vector: Float32Array.of(1, 0, 0, 0) },
      {
        mix: [
          { query: { text: '[1,0,0,0]' }, weight: 1 },
          { query: { itemId: items[0]!.id }, weight: -0.5 },
        ],
      },
    ];
    for (const query of queries) expect((await search(query)).hits[0]!.relevance).toBeTypeOf('number');
    expect((await search({ itemId: items[0]!.id }, 'text')).hits[0]!.relevance).toBeTypeOf('number');
  });
});
