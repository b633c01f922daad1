import { expect, it } from 'vitest';
import { TokenBuckets } from '../../../core/access/token-bucket.ts';

it('lets a minute’s worth pass at once, then as much as flows in', () => {
  let now = 0;
  const buckets = new TokenBuckets(60, () => now);
  expect(buckets.take('a', 60)).toBe(0);
  expect(buckets.take('a', 1)).toBe(1);
  expect(buckets.take('b', 60)).toBe(0);
  now = 500;
  expect(buckets.take('a', 1)).toBe(1);
  now = 1000;
  expect(buckets.take('a', 1)).toBe(0);
  expect(buckets.waitFor('a', 30)).toBe(30);
  now = 3_600_000;
  expect(buckets.take('a', 60)).toBe(0);
  expect(buckets.take('a', 1)).toBe(1);
});

it('lets more than a bucket pass when it is full, and takes it back afterwards', () => {
  let now = 0;
  const buckets = new TokenBuckets(60, () => now);
  expect(buckets.take('a', 1)).toBe(0);
  expect(buckets.take('a', 100)).toBe(1);
  now = 1000;
  expect(buckets.take('a', 100)).toBe(0);
  expect(buckets.take('a', 1)).toBe(41);
});

it('tells what is left, and when all of it is back', () => {
  let now = 0;
  const buckets = new TokenBuckets(60, () => now);
  expect(buckets.allowanceOf('a')).toEqual({ limit: 60, remaining: 60, resetSeconds: 0 });
  buckets.take('a', 20);
  now = 500;
  expect(buckets.allowanceOf('a')).toEqual({ limit: 60, remaining: 40, resetSeconds: 20 });
  now = 20_000;
  buckets.take('a', 100);
  expect(buckets.allowanceOf('a')).toEqual({ limit: 60, remaining: 0, resetSeconds: 100 });
});

it('forgets callers whose buckets are full again', () => {
  let now = 0;
  const buckets = new TokenBuckets(60, () => now);
  for (let i = 0; i < 10_000; i++) buckets.take(String(i), 60);
  expect(buckets.take('0', 1)).toBe(1);
  now = 60_000;
  for (let i = 10_000; i < 20_000; i++) expect(buckets.take(String(i), 60)).toBe(0);
  expect(buckets.take('0', 60)).toBe(0);
});
