import type { Difference } from './paired-bootstrap.ts';

export type Measure = 'R@1' | 'R@5' | 'R@10' | 'mean recall' | 'accuracy' | 'mean per class';

/** One number of both runs, in percent; differences in points. */
export interface MeasureComparison {
  readonly measure: Measure;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: Difference;
}

/** A query or picture that came out differently. */
export interface ChangedOutcome {
  readonly id: string;
  /** Rank of the first hit, or the class it was taken for; null for a miss. */
  readonly baseline: string | null;
  readonly candidate: string | null;
}

export interface ClassComparison {
  readonly name: string;
  readonly count: number;
  /** Shares that are right, percent. */
  readonly baseline: number;
  readonly candidate: number;
  /** Points; `p` is corrected for the number of classes (Holm). */
  readonly difference: Difference;
}

/** One direction of a retrieval, or one set of templates. */
export interface PartComparison {
  readonly name: string;
  readonly count: number;
  /** The one that counts comes last. */
  readonly measures: readonly MeasureComparison[];
  /** The candidate does better, those that gained most first. */
  readonly won: readonly ChangedOutcome[];
  /** The candidate does worse, those that lost most first. */
  readonly lost: readonly ChangedOutcome[];
  /** Of a zero-shot evaluation. */
  readonly classes: readonly ClassComparison[];
}
