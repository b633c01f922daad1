import { describe, expect, it } from 'vitest';
import { checkTemplates } from '../../../../core/classification/prompt-templates.ts';
import { elevaterDatasets } from '../../../../core/evaluation/elevater/datasets.ts';
import { predictionFile } from '../../../../core/evaluation/elevater/prediction-file.ts';
import { roundedProbability } from '../../../../core/evaluation/elevater/python-number.ts';
import { bootstrapShare } from '../../../../core/evaluation/zero-shot/bootstrap.ts';
import {
  classifySet,
  embedSet,
  indexOfLargest,
  type ZeroShotResult,
} from '../../../../core/evaluation/zero-shot/evaluate.ts';
import {
  accuracy,
  classScores,
  confusions,
  elevenPointMap,
  meanPerClass,
  rocAuc,
} from '../../../../core/evaluation/zero-shot/metrics.ts';
import { promptSet } from '../../../../core/evaluation/zero-shot/prompt-sets.ts';
import { templatePresets } from '../../../../core/evaluation/zero-shot/template-presets.ts';
import { seededRandom } from '../../../../core/numeric/seeded-random.ts';
import { badPicture, FakeModel, picture } from '../../../support/fake-model.ts';

/** Rows of class and probabilities. */
function result(...rows: readonly (readonly [number, ...number[]])[]): ZeroShotResult {
  return {
    predicted: Int32Array.from(rows, ([, ...probabilities]) =>
      indexOfLargest(Float32Array.from(probabilities)),
    ),
    classCount: rows[0]!.length - 1,
    images: rows.map(([classIndex], i) => ({ path: `${i}.png`, classIndex })),
    probabilities: Float32Array.from(rows.flatMap(([, ...probabilities]) => probabilities)),
    unreadable: [],
  };
}

const three = result(
  [0, 0.75, 0.125, 0.125],
  [0, 0.25, 0.5, 0.25],
  [0, 0.5, 0.25, 0.25],
  [1, 0.5, 0.25, 0.25],
  [2, 0.25, 0.25, 0.5],
);

describe('metrics', () => {
  it('count per picture and per class', () => {
    expect(accuracy(three)).toBe(3 / 5);
    expect(meanPerClass(three)).toBeCloseTo((2 / 3 + 0 + 1) / 3, 12);
    expect(classScores(three)).toEqual([
      { classIndex: 0, count: 3, correct: 2 },
      { classIndex: 1, count: 1, correct: 0 },
      { classIndex: 2, count: 1, correct: 1 },
    ]);
    expect(confusions(three, 5)).toEqual([
      { actual: 0, predicted: 1, count: 1 },
      { actual: 1, predicted: 0, count: 1 },
    ]);
  });

  it('eleven-point average precision, by hand', () => {
    // Class 0 ranked: hit, miss, hit. Recall 1/2 with precision 1 up to 0.5, then 2/3: (6 · 1 + 5 · 2/3) / 11.
    // Class 1 ranked: miss, hit, miss: precision 1/2 everywhere.
    const table = result([0, 0.9, 0.1], [1, 0.8, 0.2], [0, 0.7, 0.3]);
    expect(elevenPointMap(table)).toBeCloseTo(((6 + 10 / 3) / 11 + 1 / 2) / 2, 6);
  });

  it('area under the ROC curve, ties counting half', () => {
    expect(rocAuc(result([0, 0.9, 0.1], [1, 0.2, 0.8]))).toBe(1);
    expect(rocAuc(result([0, 0.5, 0.5], [1, 0.5, 0.5]))).toBe(0.5);
    // Pairs (0.4 > 0.1), (0.4 > 0.3), (0.2 > 0.1), (0.2 < 0.3): three of four.
    expect(rocAuc(result([0, 0.9, 0.1], [0, 0.7, 0.3], [1, 0.6, 0.4], [1, 0.8, 0.2]))).toBe(0.75);
  });

  it('bootstrap interval holds the share and narrows with more pictures', async () => {
    const outcomes = (count: number) => Array.from({ length: count }, (_, i) => i % 4 !== 0);
    const run = (count: number) => bootstrapShare(outcomes(count), seededRandom(5));
    const [few, many] = [await run(40), await run(4000)];
    for (const { value, low, high } of [few, many]) {
      expect(value).toBe(0.75);
      expect(low).toBeLessThan(0.75);
      expect(high).toBeGreaterThan(0.75);
    }
    // 1.96 · √(0.75 · 0.25 / 4000) = 0.0134
    expect(many.high - many.value).toBeCloseTo(0.0134, 2);
    expect(few.high - few.low).toBeGreaterThan(5 * (many.high - many.low));
  });
});

describe('embedSet and classifySet', () => {
  const set = {
    classes: ['a', 'b'],
    images: [
      { path: 'a/1.png', classIndex: 0 },
      { path: 'a/2.png', classIndex: 0 },
      { path: 'b/1.png', classIndex: 1 },
    ],
    strays: [],
    read: async ({ path }: { path: string }) =>
      ({ 'a/1.png': picture(1, 0, 0, 0), 'a/2.png': badPicture })[path] ?? picture(0, 1, 0, 0),
  };
  const classifier = [Float32Array.of(1, 0, 0, 0), Float32Array.of(0, 1, 0, 0)];

  it('embeds each picture once for several sets of prompts, and reports what it skipped', async () => {
    const model = new FakeModel();
    const swapped = classifier.toReversed();
    const embedded = await embedSet(model, set, { unreadable: 'skip' });
    const [first, second] = [await classifySet(embedded, classifier), await classifySet(embedded, swapped)];
    expect(model.imageCalls).toEqual([{ count: 3, order: 'convert-first' }]);
    expect([accuracy(first), accuracy(second)]).toEqual([1, 0]);
    expect(first.images.map(({ path }) => path)).toEqual(['a/1.png', 'b/1.png']);
    expect(first.unreadable).toEqual([
      { path: 'a/2.png', message: expect.stringContaining('cannot be read') },
    ]);
  });

  it('fails on an unreadable picture where that is wanted, naming it', async () => {
    const run = embedSet(new FakeModel(), set, { unreadable: 'fail' });
    await expect(run).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(/^a\/2\.png:/),
    });
  });
});

describe('prediction files', () => {
  it.each<[number, string]>([
    [0.0078125, '0.007812'], // an exact tie goes to the even digit
    [0.0234375, '0.023438'],
    [1, '1.0'],
    [0, '0.0'],
    [0.5, '0.5'],
    [1e-6, '1e-06'],
    [1.2e-5, '1.2e-05'],
    [2e-5, '2e-05'],
    [0.0001, '0.0001'],
    [0.1, '0.1'],
    [0.000123, '0.000123'],
  ])('%f is written as %s', (value, text) => expect(roundedProbability(value)).toBe(text));

  const parameters = { total: 2, visual: 1, text: 1 };
  const write = (order?: readonly number[]) =>
    [
      ...predictionFile({
        visionModel: 'v',
        dataset: 'd',
        parameters,
        result: result([0, 0.75, 0.25], [1, 0.5, 0.5]),
        ...(order === undefined ? {} : { order }),
      }),
    ].join('');

  it('follow the index, which may leave pictures out', () => {
    expect(write([1])).toContain('"predictions": [[[0.5, 0.5]]]}');
    expect(write([1, 0])).toContain('[[[0.5, 0.5], [0.75, 0.25]]]');
  });

  it.each([[[2]], [[-1]], [[0, 0]], [[0.5]]])('refuse the index %j', (order) => {
    expect(() => write(order)).toThrow(/The index names/);
  });
});

it('every ready-made set of templates is fit for use, has a name of its own, and is for sets that ELEVATER has', () => {
  const names = templatePresets.map(({ origin, name }) => `${origin}/${name}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { templates, datasets } of templatePresets) {
    checkTemplates(templates);
    expect(templates.length).toBeGreaterThan(0);
    expect(elevaterDatasets).toEqual(expect.arrayContaining([...datasets]));
  }
  const sizes = templatePresets
    .filter(({ name }) => /^(openai|openai-imagenet|aircraft|general)$/.test(name))
    .map(({ templates }) => templates.length);
  expect(sizes).toEqual([183, 80, 100, 20]);
});

it('every set of prompts is fit for use, and none is empty or repeats itself', () => {
  expect(elevaterDatasets).toHaveLength(20);
  for (const name of [...elevaterDatasets, 'another']) {
    const templates = promptSet(name);
    checkTemplates(templates);
    expect(templates.length).toBeGreaterThan(3);
    expect(new Set(templates).size).toBe(templates.length);
  }
});
