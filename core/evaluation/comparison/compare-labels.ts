import { compareMeasures, type MeasureFunctions, requireSameItems, wonAndLost } from './compare-measures.ts';
import type { ClassComparison, PartComparison } from './comparison.ts';
import { holmAdjusted } from './paired-bootstrap.ts';
import type { Labels } from './read-outcomes.ts';

/** What may become of a picture: bit 1 when the baseline is right, bit 0 when the candidate is. */
const outcomeCount = 4;
const right = { baseline: [2, 3], candidate: [1, 3] } as const;
type Run = keyof typeof right;

/** One set of templates of two zero-shot evaluations. @throws DomainError INVALID_INPUT for other pictures */
export async function compareLabels(name: string, before: Labels, after: Labels): Promise<PartComparison> {
  requireSameItems(before, after);
  const ids = [...before.keys()];
  const classes = [...new Set([...before.values()].map((label) => label.class))];
  const indexOf = new Map(classes.map((each, i) => [each, i]));
  const isRight = (labels: Labels, id: string) => Number(labels.get(id)!.predicted === before.get(id)!.class);
  const outcomeOf = (id: string) => isRight(before, id) * 2 + isRight(after, id);
  // A category is a class with what became of the picture.
  const categories = Int32Array.from(
    ids,
    (id) => indexOf.get(before.get(id)!.class)! * outcomeCount + outcomeOf(id),
  );
  const changes = ids.map((id) => ({
    id,
    gain: isRight(after, id) - isRight(before, id),
    baseline: before.get(id)!.predicted,
    candidate: after.get(id)!.predicted,
  }));
  return {
    name,
    count: ids.length,
    measures: await compareMeasures(categories, classes.length * outcomeCount, [
      { measure: 'mean per class', baseline: meanPerClass('baseline'), candidate: meanPerClass('candidate') },
      accuracy,
    ]),
    ...wonAndLost(changes),
    classes: await compareClasses(classes, categories),
  };
}

const accuracy: MeasureFunctions = {
  measure: 'accuracy',
  baseline: (counts) => share(counts, 'baseline'),
  candidate: (counts) => share(counts, 'candidate'),
};

/** Percent that a run has right, of one class or of all. */
function share(counts: Int32Array, run: Run): number {
  let [hits, all] = [0, 0];
  for (const [category, count] of counts.entries()) {
    all += count;
    if ((right[run] as readonly number[]).includes(category % outcomeCount)) hits += count;
  }
  return (100 * hits) / all;
}

function meanPerClass(run: Run): (counts: Int32Array) => number {
  return (counts) => {
    const shares: number[] = [];
    for (let start = 0; start < counts.length; start += outcomeCount) {
      const own = counts.subarray(start, start + outcomeCount);
      // A class may be missing from a draw.
      if (own.some((count) => count > 0)) shares.push(share(own, run));
    }
    return shares.reduce((sum, each) => sum + each, 0) / shares.length;
  };
}

/** Each class by itself, among its own pictures. */
async function compareClasses(
  names: readonly string[],
  categories: Int32Array,
): Promise<readonly ClassComparison[]> {
  const rows: ClassComparison[] = [];
  for (const [c, name] of names.entries()) {
    const own = categories.filter((category) => Math.floor(category / outcomeCount) === c);
    const outcomes = own.map((category) => category % outcomeCount);
    const [{ measure: _, ...compared }] = (await compareMeasures(outcomes, outcomeCount, [accuracy])) as [
      Awaited<ReturnType<typeof compareMeasures>>[number],
    ];
    rows.push({ name, count: own.length, ...compared });
    // A thousand classes are a thousand short computations, between which others get their turn.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const adjusted = holmAdjusted(rows.map(({ difference }) => difference.p));
  return rows.map((row, i) => ({ ...row, difference: { ...row.difference, p: adjusted[i]! } }));
}
