import { describe, expect, it } from 'vitest';
import { itemFilter } from '../../../api/web/app/filter/conditions.ts';
import { readLabels, readLines } from '../../../api/web/app/pages/read-lines.ts';
import { searchInput } from '../../../api/web/app/pages/search/search-input.ts';
import { addressOf, readState, type SearchState } from '../../../api/web/app/pages/search/search-state.ts';

const empty = readState('/');
const typeOf = (field: string) => (field === 'price' ? 'NUMBER' : field === 'tags' ? 'LIST' : 'TEXT');

describe('the address of a search', () => {
  it('holds all of it and gives it back', () => {
    const state: SearchState = {
      collection: 'emoji',
      text: '红色 & "蓝色"',
      parts: [
        { kind: 'item', value: '01', weight: 1 },
        { kind: 'text', value: '人:多\n行', weight: -0.5 },
      ],
      mode: 'hybrid',
      against: 'TEXT',
      conditions: [{ field: 'a.b', operator: 'eq', value: '1,"2"' }],
      view: '02',
    };
    expect(readState(addressOf(state))).toEqual(state);
  });

  it('is short where everything is as usual', () => {
    expect(addressOf(empty)).toBe('/');
  });

  it('leaves out what nobody could have meant', () => {
    const strange =
      '/?p=0:text:a&p=x:text:b&p=1:script:c&p=101:text:d&p=1:text:&f=no&f=["a","drop","b"]&f=[1]&mode=sql&against=1';
    expect(readState(strange)).toEqual(empty);
  });
});

describe('what is asked of the server', () => {
  const ask = (change: Partial<SearchState>) => searchInput({ ...empty, ...change }, new Map());

  it('is one thing where there is one, and a mix where there are several or one to move away from', () => {
    expect(ask({ text: '雨伞' })).toEqual({ text: '雨伞' });
    expect(ask({ parts: [{ kind: 'item', value: '1', weight: 2 }] })).toEqual({ itemId: '1' });
    expect(ask({ parts: [{ kind: 'text', value: '人', weight: -1 }] })).toEqual({
      mix: [{ query: { text: '人' }, weight: -1 }],
    });
    expect(ask({ text: '红', parts: [{ kind: 'item', value: '1', weight: 2 }] })).toEqual({
      mix: [
        { query: { text: '红' }, weight: 1 },
        { query: { itemId: '1' }, weight: 2 },
      ],
    });
  });

  it('has words where they are asked for, beside at most one other thing', () => {
    expect(ask({ text: '红', mode: 'keywords' })).toEqual({ keywords: '红' });
    expect(ask({ text: '红', mode: 'hybrid' })).toEqual({ hybrid: { keywords: '红' } });
    expect(ask({ text: '', mode: 'keywords', parts: [{ kind: 'text', value: '红', weight: 1 }] })).toEqual({
      text: '红',
    });
    expect(ask({ text: '红', mode: 'hybrid', parts: [{ kind: 'item', value: '1', weight: 1 }] })).toEqual({
      hybrid: { keywords: '红', by: { itemId: '1' } },
    });
  });

  it('has the filters that say enough', () => {
    expect(
      itemFilter(
        [
          { field: 'price', operator: 'gte', value: '3' },
          { field: 'price', operator: 'lt', value: '' },
          { field: 'price', operator: 'in', value: '1，2' },
          { field: 'tags', operator: 'containsAny', value: '猫、狗' },
          { field: 'colour', operator: 'startsWith', value: '红' },
          { field: 'colour', operator: 'exists', value: 'no' },
          { field: 'sold', operator: 'is', value: 'no' },
        ],
        typeOf,
      ),
    ).toEqual({
      and: [
        { number: { field: 'price', gte: 3 } },
        { number: { field: 'price', in: [1, 2] } },
        { list: { field: 'tags', containsAny: ['猫', '狗'] } },
        { text: { field: 'colour', startsWith: '红' } },
        { not: { exists: 'colour' } },
        { boolean: { field: 'sold', eq: false } },
      ],
    });
    expect(itemFilter([{ field: 'price', operator: 'eq', value: 'x' }], typeOf)).toBeUndefined();
  });
});

it('reads labels as people paste them, and lines as they are', () => {
  expect(readLabels('猫、狗\n\n 鸟 ,猫\t鱼；马')).toEqual(['猫', '狗', '鸟', '鱼', '马']);
  expect(readLines('红，色\n\n红，色\n蓝')).toEqual(['红，色', '蓝']);
});
