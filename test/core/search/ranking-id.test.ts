import { expect, it } from 'vitest';
import { rankingId } from '../../../core/search/ranking-id.ts';
import type { SearchQuery } from '../../../core/search/search-items.ts';

const idOf = (query: SearchQuery, collection = { id: '1', spaceId: 's' }) =>
  rankingId(collection as Parameters<typeof rankingId>[0], { query, against: 'image' });

it('is another one for any value of a vector, for other bytes of a picture, and for another model', () => {
  const vector = Float32Array.from({ length: 4_000 }, (_, i) => Math.sin(i));
  const queries: SearchQuery[] = [{ vector }, { keywords: '雨伞' }];
  for (const place of [0, 1_999, 3_999]) {
    const other = vector.slice();
    other[place]! += 1e-7;
    queries.push({ vector: other });
  }
  // A Buffer says how it is written as JSON, which for millions of bytes would take long.
  for (const bytes of [Buffer.alloc(5_000_000, 1), Buffer.alloc(5_000_000, 2), Buffer.alloc(5_000_001, 1)])
    queries.push({ image: { bytes } });
  const ids = [...queries.map((query) => idOf(query)), idOf({ vector }, { id: '1', spaceId: 'next' })];
  expect(new Set(ids).size).toBe(ids.length);
});

it('is the same for the same question, however its values are held', () => {
  expect(idOf({ vector: Float32Array.of(1, 2) })).toBe(
    idOf({ vector: Float32Array.of(0, 1, 2).subarray(1) }),
  );
});
