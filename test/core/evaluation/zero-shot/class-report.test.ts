import { expect, it } from 'vitest';
import { classReport } from '../../../../core/evaluation/zero-shot/class-report.ts';

/** Pictures of classes that were taken for others, so many times. */
const labels = (rows: readonly (readonly [string, string, number])[]) =>
  new Map(
    rows.flatMap(([actual, predicted, times]) =>
      Array.from(
        { length: times },
        (_, i) => [`${actual}/${predicted}${i}`, { class: actual, predicted }] as const,
      ),
    ),
  );

const outcomes = labels([
  ['猫', '猫', 9],
  ['猫', '狗', 1],
  ['狗', '狗', 1],
  ['狗', '狼', 3],
  ['鸟', '鸟', 5],
]);

it('counts classes in the order of the set, with intervals', () => {
  const { templates, pictureCount, classes } = classReport('short', outcomes);
  expect([templates, pictureCount]).toEqual(['short', 19]);
  expect(classes.map(({ accuracy: _, ...counts }) => counts)).toEqual([
    { name: '猫', count: 10, correct: 9, predicted: 9 },
    { name: '狗', count: 4, correct: 1, predicted: 2 },
    { name: '鸟', count: 5, correct: 5, predicted: 5 },
  ]);
  // Of 9 in 10, as statsmodels' proportion_confint(9, 10, method="wilson") has it.
  const { value, low, high } = classes[0]!.accuracy;
  expect([value, low, high]).toBeAllClose([0.9, 0.59585, 0.9821238], { atol: 1e-6 });
  expect(classes[2]!.accuracy).toMatchObject({ value: 1, high: 1 });
});

it('names what was confused, the most frequent first', () => {
  expect(classReport('short', outcomes).confusions).toEqual([
    { actual: '狗', predicted: '狼', count: 3 },
    { actual: '猫', predicted: '狗', count: 1 },
  ]);
});

it('has a matrix of the classes that are confused most, also those without pictures', () => {
  const { matrix } = classReport('short', outcomes);
  expect(matrix(3)).toEqual({
    names: ['猫', '狗', '狼'],
    counts: [
      [9, 1, 0],
      [0, 1, 3],
      [0, 0, 0],
    ],
  });
  expect(matrix(50).names).toEqual(['猫', '狗', '鸟', '狼']);
});
