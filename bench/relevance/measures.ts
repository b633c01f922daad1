/** What a query is, in truth. */
export type Kind =
  /** Its picture is stored. */
  | 'answer'
  /** Its concept was left out of the collection, whose others are of the same sort. */
  | 'absent'
  /** A text of another field. */
  | 'foreign'
  /** Characters at random. */
  | 'nonsense';

export const kinds: readonly Kind[] = ['answer', 'absent', 'foreign', 'nonsense'];

/** The best hit of one query. */
export interface Outcome {
  readonly kind: Kind;
  readonly cosine: number;
  readonly relevance: number;
  /** Whether what it asks for is among the ten best. */
  readonly isFound: boolean;
}

/** Chance that a query with an answer is rated above one of `kind`; half of the ties count. */
export function auroc(outcomes: readonly Outcome[], kind: Kind, rate: (outcome: Outcome) => number): number {
  const [positives, negatives] = (['answer', kind] as const).map((each) =>
    outcomes.filter((outcome) => outcome.kind === each).map(rate),
  ) as [number[], number[]];
  let above = 0;
  for (const positive of positives) {
    for (const negative of negatives) above += positive > negative ? 1 : positive === negative ? 0.5 : 0;
  }
  return above / (positives.length * negatives.length);
}

/** NaN of nothing. */
export function share(outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number {
  return outcomes.filter(is).length / outcomes.length;
}

/** Error where a share `answered` of the queries has an answer; the kinds without weigh the same. */
export function meanError(
  outcomes: readonly Outcome[],
  matches: (outcome: Outcome) => boolean,
  answered = 0.5,
): number {
  const weighted = weights(outcomes, answered);
  return weighted.reduce(
    (sum, { outcome, weight }) => sum + ((outcome.kind === 'answer') === matches(outcome) ? 0 : weight),
    0,
  );
}

/** Relevance of best hits against how many have an answer, in tenths, as many queries with one as without. */
export function calibration(outcomes: readonly Outcome[]): {
  readonly bins: Record<string, { said: string; true: string; queries: number }>;
  readonly ece: number;
} {
  const sums = Array.from({ length: 10 }, () => ({ weight: 0, said: 0, answered: 0, queries: 0 }));
  for (const { outcome, weight } of weights(outcomes)) {
    const bin = sums[Math.min(9, Math.floor(outcome.relevance * 10))]!;
    bin.weight += weight;
    bin.said += weight * outcome.relevance;
    bin.answered += outcome.kind === 'answer' ? weight : 0;
    bin.queries++;
  }
  const ece = sums.reduce((sum, { said, answered }) => sum + Math.abs(said - answered), 0);
  const bins = sums.flatMap(({ weight, said, answered, queries }, i) =>
    queries === 0
      ? []
      : [
          [
            `${i / 10}–${(i + 1) / 10}`,
            { said: (said / weight).toFixed(2), true: (answered / weight).toFixed(2), queries },
          ],
        ],
  );
  return { bins: Object.fromEntries(bins), ece };
}

/** `answered` for queries with an answer, the rest for the kinds without, each kind alike. */
function weights(
  outcomes: readonly Outcome[],
  answered = 0.5,
): readonly { outcome: Outcome; weight: number }[] {
  const counts = new Map<Kind, number>();
  for (const { kind } of outcomes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const without = counts.size - 1;
  return outcomes.map((outcome) => {
    const part = outcome.kind === 'answer' ? answered : (1 - answered) / without;
    return { outcome, weight: part / counts.get(outcome.kind)! };
  });
}
