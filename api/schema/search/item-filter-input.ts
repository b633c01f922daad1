import type { ItemFilter } from '../../../core/search/item-filter.ts';
import type { ItemFilter as ItemFilterInput } from '../../generated/resolvers.ts';

/** Without the operators that are null, which mean the same as those left out. */
export function itemFilter(input: ItemFilterInput): ItemFilter {
  if (input.and != null) return { and: input.and.map(itemFilter) };
  if (input.or != null) return { or: input.or.map(itemFilter) };
  if (input.not != null) return { not: itemFilter(input.not) };
  if (input.text != null) return { text: given(input.text) };
  if (input.number != null) return { number: given(input.number) };
  return input as ItemFilter;
}

type Given<T> = { readonly [Key in keyof T]: Exclude<T[Key], null> };

function given<T extends object>(condition: T): Given<T> {
  return Object.fromEntries(Object.entries(condition).filter(([, value]) => value !== null)) as Given<T>;
}
