import { describe, expect, it } from 'vitest';
import { compareOutcomes } from '../../../../core/evaluation/comparison/compare-outcomes.ts';
import { holmAdjusted, pairedBootstrap } from '../../../../core/evaluation/comparison/paired-bootstrap.ts';
import { readOutcomes } from '../../../../core/evaluation/comparison/read-outcomes.ts';
import { seededRandom } from '../../../../core/numeric/seeded-random.ts';

const retrieval = (ranks: readonly (number | null)[], direction = 'text-to-image') =>
  ranks.map((rank, i) => `{"direction":"${direction}","id":${i},"rank":${rank}}`);
const zeroShot = (rows: readonly (readonly [string, string])[], templates = 'a') =>
  rows.map(([actual, predicted], i) =>
    JSON.stringify({ templates, id: `${i}.png`, class: actual, predicted }),
  );
const compare = async (before: readonly string[], after: readonly string[]) =>
  compareOutcomes(await readOutcomes(before), await readOutcomes(after));

describe('the paired bootstrap', () => {
  /** Of 1,000 pairs 60 are won and 30 lost: categories 1 and 2; the rest is alike. */
  const categories = Int32Array.from({ length: 1000 }, (_, i) => (i < 60 ? 1 : i < 90 ? 2 : 0));
  const difference = (counts: Int32Array) => (counts[1]! - counts[2]!) / 1000;

  it('has the interval and p of the normal approximation where that holds', async () => {
    const [result] = await pairedBootstrap(categories, 3, [difference], seededRandom(7));
    expect(result!.value).toBeCloseTo(0.03, 12);
    // Standard error √((0.06 + 0.03 − 0.03²) / 1000) = 0.00944; z = 3.18.
    expect([result!.low, result!.high]).toBeAllClose([0.0115, 0.0485], { atol: 0.0025 });
    expect(result!.p).toBeLessThan(0.01);
  });

  it('sees no difference where there is none, and gives the same numbers again', async () => {
    const even = Int32Array.from({ length: 1000 }, (_, i) => (i < 45 ? 1 : i < 90 ? 2 : 0));
    const run = () => pairedBootstrap(even, 3, [difference], seededRandom(7));
    const [result] = await run();
    expect(result!.p).toBeGreaterThan(0.5);
    expect(result!.low).toBeLessThan(0);
    expect(result!.high).toBeGreaterThan(0);
    expect(await run()).toEqual([result]);
  });

  it('has no interval where both runs are alike', async () => {
    const [result] = await pairedBootstrap(new Int32Array(50), 3, [difference], seededRandom(1));
    expect(result).toEqual({ value: 0, low: 0, high: 0, p: 1 });
  });

  it('corrects p values as Holm does', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toBeAllClose([0.03, 0.06, 0.06, 0.02], { atol: 1e-12 });
    expect(holmAdjusted([0.9, 0.8])).toEqual([1, 1]);
  });
});

describe('two retrieval runs', () => {
  it('are compared query by query', async () => {
    const [part] = await compare(retrieval([1, 2, null, 10, 3]), retrieval([1, null, 5, 1, 3]));
    expect(part).toMatchObject({
      name: 'text-to-image',
      count: 5,
      measures: [
        { measure: 'R@1', baseline: 20, candidate: 40, difference: { value: 20 } },
        { measure: 'R@5', baseline: 60, candidate: 80 },
        { measure: 'R@10', baseline: 80, candidate: 80, difference: { value: 0 } },
        { measure: 'mean recall', difference: { value: expect.closeTo(40 / 3, 9) } },
      ],
      won: [
        { id: '3', baseline: '10', candidate: '1' },
        { id: '2', baseline: null, candidate: '5' },
      ],
      lost: [{ id: '1', baseline: '2', candidate: null }],
    });
  });

  it('keep ids beyond 2^53 apart', async () => {
    const lines = (rank: number) => [
      `{"direction":"image-to-text","id":9007199254740993,"rank":${rank}}`,
      '{"direction":"image-to-text","id":9007199254740992,"rank":1}',
    ];
    const [part] = await compare(lines(2), lines(1));
    expect(part!.won).toEqual([{ id: '9007199254740993', baseline: '2', candidate: '1' }]);
  });

  it('go both ways', async () => {
    const both = [...retrieval([1, 2]), ...retrieval([null], 'image-to-text')];
    expect((await compare(both, both)).map(({ name, count }) => [name, count])).toEqual([
      ['text-to-image', 2],
      ['image-to-text', 1],
    ]);
  });
});

describe('two zero-shot runs', () => {
  const before = zeroShot([...Array(40).fill(['猫', '猫']), ...Array(40).fill(['狗', '猫']), ['鸟', '鸟']]);
  const after = zeroShot([...Array(40).fill(['猫', '猫']), ...Array(40).fill(['狗', '狗']), ['鸟', '狗']]);

  it('are compared as a whole and by class', async () => {
    const [part] = await compare(before, after);
    expect(part!.measures).toMatchObject([
      {
        measure: 'mean per class',
        baseline: expect.closeTo(200 / 3, 9),
        candidate: expect.closeTo(200 / 3, 9),
      },
      {
        measure: 'accuracy',
        baseline: expect.closeTo(4100 / 81, 9),
        candidate: expect.closeTo(8000 / 81, 9),
      },
    ]);
    expect([part!.won.length, part!.lost]).toEqual([40, [{ id: '80.png', baseline: '鸟', candidate: '狗' }]]);
    expect(part!.classes).toMatchObject([
      { name: '猫', count: 40, difference: { value: 0, p: 1 } },
      { name: '狗', count: 40, baseline: 0, candidate: 100, difference: { value: 100, low: 100, high: 100 } },
      { name: '鸟', count: 1, difference: { value: -100 } },
    ]);
    // The smallest p that 1,000 resamples show, times the number of classes.
    expect(part!.classes[1]!.difference.p).toBeCloseTo((3 * 2) / 1001, 9);
  });

  it('take sets of templates by their names, or the first of each', async () => {
    const more = [...before, ...zeroShot([['猫', '狗']], 'b')];
    expect((await compare(more, after)).map(({ name }) => name)).toEqual(['a']);
    const renamed = after.map((line) => line.replace('"templates":"a"', '"templates":"c"'));
    expect((await compare(before, renamed)).map(({ name }) => name)).toEqual(['a → c']);
  });
});

it.each([
  ['other kinds', retrieval([1]), zeroShot([['a', 'b']]), /of retrieval, the other/],
  ['other queries', retrieval([1, 1]), retrieval([1]), /nothing on 1/],
  ['more queries', retrieval([1]), retrieval([1, 1]), /1 and 2 items/],
  ['nothing', [], retrieval([1]), /it has none/],
  ['what are no outcomes', ['{"a": 1}'], retrieval([1]), /line 1 is no outcome/],
  ['a mixture', [...retrieval([1]), ...zeroShot([['a', 'b']])], retrieval([1]), /two evaluations/],
])('refuses %s', async (_, before, after, message) => {
  await expect(compare(before, after)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(message),
  });
});
