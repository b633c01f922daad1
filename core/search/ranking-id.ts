import type { Collection } from '../ports/collections.ts';
import type { SearchRequest } from './search-items.ts';

/** So many of a picture's bytes, evenly spread, tell it from others; vectors are shorter. */
const sampledBytes = 16_384;

/**
 * Tells the rankings that searches make apart, so that a cursor is not taken for a place in another one: 32 bits of what is
 * searched for, among what, and by which model. How many are asked for, and whether an index may answer, makes no other ranking.
 */
export function rankingId(
  { id, spaceId }: Collection,
  { query, against, filter }: Pick<SearchRequest, 'query' | 'against' | 'filter'>,
): string {
  const text = JSON.stringify(readable([id, spaceId, query, against, filter]));
  return hash(text.length, (i) => text.charCodeAt(i)).toString(36);
}

/** Numbers in the place of typed arrays, which JSON would write value by value. */
function readable(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return digest(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, readable(of)]));
}

function digest({ buffer, byteOffset, byteLength }: ArrayBufferView): readonly number[] {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const step = Math.max(1, Math.ceil(byteLength / sampledBytes));
  return [byteLength, hash(Math.floor(byteLength / step), (i) => bytes[i * step]!)];
}

/** FNV-1a over `length` units. */
function hash(length: number, unit: (index: number) => number): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < length; i++) state = Math.imul(state ^ unit(i), 0x01000193);
  return state >>> 0;
}
