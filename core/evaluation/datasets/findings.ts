import type { DatasetKind } from '../../ports/dataset-registry.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Something about a data set that its owner should know. */
export interface Finding {
  readonly severity: Severity;
  /** What kind of thing it is, for programs. */
  readonly code: string;
  readonly message: string;
  /** File and line, picture or class; left out where it is the whole set. */
  readonly where?: string;
  readonly remedy: string;
}

/** Findings of one kind. */
export interface FindingGroup extends Omit<Finding, 'where' | 'message'> {
  readonly count: number;
  /** The first ones. */
  readonly examples: readonly Pick<Finding, 'where' | 'message'>[];
}

const shownExamples = 20;

/** Counts findings and keeps the first of each kind, so that a set with a million faults makes a report of one page. */
export class Findings {
  readonly #groups = new Map<
    string,
    Omit<FindingGroup, 'examples' | 'count'> & {
      count: number;
      examples: Pick<Finding, 'where' | 'message'>[];
    }
  >();

  add({ severity, code, remedy, ...example }: Finding): void {
    const group = this.#groups.get(code) ?? { severity, code, remedy, count: 0, examples: [] };
    this.#groups.set(code, group);
    group.count++;
    if (group.examples.length < shownExamples) group.examples.push(example);
  }

  /** Errors first, then in the order in which they were found. */
  groups(): readonly FindingGroup[] {
    const order: readonly Severity[] = ['error', 'warning', 'info'];
    return [...this.#groups.values()].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  }
}

/** What a check tells. */
export interface DatasetReport {
  readonly kind: DatasetKind;
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly FindingGroup[];
}

export function datasetReport(
  kind: DatasetKind,
  counts: DatasetReport['counts'],
  findings: Findings,
): DatasetReport {
  const groups = findings.groups();
  const total = (severity: Severity) =>
    groups.filter((group) => group.severity === severity).reduce((sum, { count }) => sum + count, 0);
  return { kind, counts, errors: total('error'), warnings: total('warning'), findings: groups };
}
