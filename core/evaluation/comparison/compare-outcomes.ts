import { compareLabels } from './compare-labels.ts';
import { incomparable } from './compare-measures.ts';
import { compareRanks } from './compare-ranks.ts';
import type { PartComparison } from './comparison.ts';
import type { Labels, Outcomes } from './read-outcomes.ts';

/**
 * Two runs over the same queries or pictures, item by item. The same runs give the same numbers again.
 * @throws DomainError INVALID_INPUT for runs of different kinds or over different items
 */
export async function compareOutcomes(
  baseline: Outcomes,
  candidate: Outcomes,
): Promise<readonly PartComparison[]> {
  const parts: PartComparison[] = [];
  if (baseline.kind === 'retrieval' && candidate.kind === 'retrieval') {
    for (const [name, ranks] of baseline.directions)
      parts.push(await compareRanks(name, ranks, candidate.directions.get(name) ?? new Map()));
    return parts;
  }
  if (baseline.kind === 'zero-shot' && candidate.kind === 'zero-shot') {
    for (const [name, before, after] of pairedTemplates(baseline.templates, candidate.templates))
      parts.push(await compareLabels(name, before, after));
    return parts;
  }
  throw incomparable('One run is of retrieval, the other of classification.');
}

/** Sets of one name, or the first of either where they have none in common. */
function pairedTemplates(
  baseline: ReadonlyMap<string, Labels>,
  candidate: ReadonlyMap<string, Labels>,
): readonly (readonly [string, Labels, Labels])[] {
  const common = [...baseline].flatMap(([name, labels]) => {
    const other = candidate.get(name);
    return other === undefined ? [] : [[name, labels, other] as const];
  });
  if (common.length > 0) return common;
  const [[name, labels], [otherName, otherLabels]] = [[...baseline][0]!, [...candidate][0]!];
  return [[`${name} → ${otherName}`, labels, otherLabels]];
}
