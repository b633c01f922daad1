import { describe, expect, it } from 'vitest';
import { padBatch } from '../../../core/tokenization/token-batch.ts';
import { openTokenizer, tokenizerFixture } from './tokenizer-files.ts';

const tokenizer = openTokenizer(tokenizerFixture('vocab.txt'));
const rows = ['一把红伞', '', '猫'].map((text) => tokenizer.tokenize(text, 6));

describe('padBatch', () => {
  it('pads rows on the right in input order', () => {
    expect(padBatch(rows, 0, 7)).toEqual({
      count: 3,
      length: 7,
      ids: Int32Array.from([2, 50, 51, 52, 56, 3, 0, 2, 3, 0, 0, 0, 0, 0, 2, 57, 3, 0, 0, 0, 0]),
    });
  });

  it('pads with the id that it is given', () => {
    expect([...padBatch(rows.slice(1), 9, 3).ids]).toEqual([2, 3, 9, 2, 57, 3]);
  });

  it('makes an empty batch of no texts', () => {
    expect(padBatch([], 0, 52)).toEqual({ count: 0, length: 52, ids: new Int32Array(0) });
  });

  it('refuses a row that does not fit', () => {
    expect(() => padBatch(rows, 0, 5)).toThrow(RangeError);
  });
});
