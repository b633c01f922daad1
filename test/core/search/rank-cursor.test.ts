import { describe, expect, it } from 'vitest';
import { decodeRankCursor, encodeRankCursor, pageBounds } from '../../../core/search/rank-cursor.ts';

const position = { rank: 12, score: 0.1 + 0.2, itemId: '0193b2c0-aaaa-7bbb-8ccc-000000000001' };

describe('rank cursors', () => {
  it('give back the very same position', () => {
    expect(decodeRankCursor(encodeRankCursor(position, 'r'), 'r')).toEqual(position);
    expect(encodeRankCursor(position, 'r')).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    '',
    'not a cursor!',
    'YWJj',
    btoa('["r",1,2]'),
    btoa('[1,0.5,"a"]'),
    btoa('["r",0,0.5,"a"]'),
    btoa('["r",1.5,0.5,"a"]'),
    btoa('["r",1,"x","a"]'),
    btoa('["r",1,0.5,7]'),
    btoa('[7,1,0.5,"a"]'),
    encodeRankCursor(position, 'another'),
    btoa('{"rank":1}'),
    'a'.repeat(5000),
  ])('refuse %j', (cursor) => {
    expect(() => decodeRankCursor(cursor, 'r')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('pageBounds', () => {
  const cursorAt = (rank: number): string => encodeRankCursor({ ...position, rank }, 'r');

  it('starts at the top without a cursor', () => {
    expect(pageBounds(200, undefined, 'r')).toEqual({ first: 200, after: undefined, isLastPage: false });
  });

  it('shortens the page that would pass rank 1,000, and calls it the last', () => {
    expect(pageBounds(50, cursorAt(970), 'r')).toMatchObject({ first: 30, isLastPage: true });
    expect(pageBounds(50, cursorAt(950), 'r')).toMatchObject({ first: 50, isLastPage: true });
    expect(pageBounds(50, cursorAt(949), 'r')).toMatchObject({ first: 50, isLastPage: false });
  });

  it('has nothing after rank 1,000', () => {
    expect(() => pageBounds(1, cursorAt(1000), 'r')).toThrow('rank 1000 at most');
  });

  it.each([0, -1, 201, 1.5, Number.NaN])('refuses a page of %s', (first) => {
    expect(() => pageBounds(first, undefined, 'r')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});
