import type { FirstHits } from './recall.ts';
import type { RetrievalDirection } from './retrieval-direction.ts';

/** File of an evaluation with what became of every query or picture, for comparisons. */
export const outcomesFile = 'outcomes.jsonl';

/** Which way a line of outcomes went. */
export type DirectionName = 'text-to-image' | 'image-to-text';

/** One line for each query, ids as whole numbers of any size. */
export function* retrievalOutcomeLines(
  { queryField }: RetrievalDirection,
  hits: FirstHits,
): Generator<string> {
  const direction: DirectionName = queryField === 'text_id' ? 'text-to-image' : 'image-to-text';
  for (const [id, rank] of hits) yield `{"direction":"${direction}","id":${id},"rank":${rank}}`;
}

/** How a picture was classified with one set of templates. */
export interface ZeroShotOutcome {
  readonly templates: string;
  /** Path below the folder of the set. */
  readonly id: string;
  /** Label of its class. */
  readonly class: string;
  /** Label of the class it was taken for. */
  readonly predicted: string;
}

export function zeroShotOutcomeLine({ templates, id, class: actual, predicted }: ZeroShotOutcome): string {
  return JSON.stringify({ templates, id, class: actual, predicted });
}
