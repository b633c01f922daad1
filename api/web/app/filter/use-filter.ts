import type { Failure } from '../client/failure.ts';
import type { ItemFilter } from '../generated/operations.ts';
import { type Condition, itemFilter } from './conditions.ts';
import { useFields } from './filter-builder.tsx';

/** What conditions ask of the server, once the types of the collection's fields are known. */
export function useFilter(
  collection: string,
  conditions: readonly Condition[],
): { readonly filter: ItemFilter | null; readonly isKnown: boolean; readonly failure: Failure | undefined } {
  const isWanted = conditions.length > 0;
  const { fields, typeOf, failure } = useFields(collection, isWanted);
  const isKnown = !isWanted || fields !== undefined;
  return { filter: (isWanted && isKnown && itemFilter(conditions, typeOf)) || null, isKnown, failure };
}
