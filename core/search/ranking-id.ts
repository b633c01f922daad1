import type { Collection } from '../ports/collections.ts';
import type { SearchRequest } from './search-items.ts';

/** Of a picture so many bytes, evenly spread, tell it from others. */
const sampledBytes = 1_000;

/**
 * Tells the rankings that searches make apart, so that a cursor is not taken for a place in another one: 32 bits of what is
 * searched for, among what, and by which model. How many are asked for, and whether an index may answer, makes no other ranking.
 */
export function rankingId(
  { id, spaceId }: Collection,
  { query, against, filter }: Pick<SearchRequest, 'query' | 'against' | 'filter'>,
): string {
  return hash(JSON.stringify([id, spaceId, query, against, filter], readable));
}

/** Numbers in the place of typed arrays, which JSON would give a name for each value. */
function readable(_: string, value: unknown): unknown {
  if (value instanceof Float32Array) return [...value];
  if (!(value instanceof Uint8Array)) return value;
  const step = Math.max(1, Math.floor(value.length / sampledBytes));
  const sampled = Array.from({ length: Math.ceil(value.length / step) }, (_, i) => value[i * step]);
  return [value.length, ...sampled];
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return (state >>> 0).toString(36);
}
