import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationCost } from '../../../api/http/operation-cost.ts';

const served = buildSchema(
  readFileSync(new URL('../../../api/generated/schema.graphql', import.meta.url), 'utf8'),
);

function costIn(schema: GraphQLSchema, text: string, variables = {}): number {
  const document = parse(text);
  return operationCost(schema, document, getOperationAST(document)!, variables);
}
const cost = (text: string, variables = {}) => costIn(served, text, variables);
const strings = (length: number) => Array.from({ length }, () => 'a');

describe('the cost of an operation', () => {
  it.each([
    ['nothing', '{ __typename }', {}, 0],
    ['an object', '{ viewer { kind } }', {}, 1],
    ['a list that nothing limits', '{ models { name } }', {}, 10],
    [
      'texts of a variable',
      'query ($t: [String!]!) { embedTexts(texts: $t) { dimension } }',
      { t: strings(256) },
      256,
    ],
    [
      'texts of a default',
      'query ($t: [String!]! = ["a", "b"]) { embedTexts(texts: $t) { dimension } }',
      {},
      2,
    ],
    ['texts of a literal', '{ embedTexts(texts: ["a", "b"]) { dimension } }', {}, 2],
    ['one text in place of a list', '{ embedTexts(texts: "a") { dimension } }', {}, 1],
    [
      'labels by templates',
      'query ($l: [String!]!) { classifyImage(image: { itemId: 1 }, labels: $l, templates: $l) { promptsPerLabel } }',
      { l: strings(30) },
      910,
    ],
    [
      'labels alone',
      'query ($l: [String!]!) { classifyImage(image: { itemId: 1 }, labels: $l) { promptsPerLabel } }',
      { l: strings(30) },
      40,
    ],
    [
      'pictures and texts',
      '{ similarity(images: [{ itemId: 1 }, { itemId: 2 }], texts: ["a"]) { cosines } }',
      {},
      21,
    ],
    [
      'items in an input',
      'mutation ($i: AddItemsInput!) { addItems(input: $i) { createdCount } }',
      { i: { items: strings(256) } },
      2560,
    ],
    ['a page', '{ search(collection: "a", query: { text: "b" }, first: 50) { nodes { key } } }', {}, 60],
    [
      'a page by default',
      '{ search(collection: "a", query: { text: "b" }) { edges { node { key image { url } } } } }',
      {},
      40,
    ],
    [
      'a page of a variable',
      'query ($n: Int!) { search(collection: "a", query: { text: "b" }, first: $n) { nodes { key } } }',
      { n: 200 },
      210,
    ],
    [
      'a page that is none',
      '{ search(collection: "a", query: { text: "b" }, first: -1000) { nodes { key } } }',
      {},
      11,
    ],
    ['the same field twice', '{ a: viewer { kind } a: viewer { role } b: viewer { kind } }', {}, 2],
    [
      'a fragment, once for each place',
      '{ ...F ...F ...G } fragment F on Query { models { name } } fragment G on Query { ...F ... on Query { viewer { kind } } }',
      {},
      11,
    ],
  ])('of %s', (_, text, variables, points) => {
    expect(cost(text, variables)).toBe(points);
  });

  it('is multiplied by every list on the way', () => {
    const nested = '{ collections { items(first: 150) { nodes { key image { url } } } } }';
    // 10 collections, in each a connection of 150 items with a picture each.
    expect(cost(nested)).toBe(10 + 10 * (1 + 150 + 150));
    expect(() =>
      cost(
        nested.replace('150', '200').replaceAll('nodes', 'edges { cursor node { key image { url } } } nodes'),
      ),
    ).not.toThrow();
    const twice = `{ a: ${nested.slice(2, -2)} b: ${nested.slice(2, -2)} c: ${nested.slice(2, -2)} d: ${nested.slice(2, -2)} e: ${nested.slice(2, -2)} f: ${nested.slice(2, -2)} g: ${nested.slice(2, -2)} }`;
    expect(() => cost(twice)).toThrow(
      /This operation costs 21140 points or more\. One operation has 20000 at most/,
    );
  });

  it('is found at once for fragments that unfold for ever', () => {
    const schema = buildSchema('type Query { next: Query name: String }');
    const levels = Array.from({ length: 60 }, (_, i) => {
      const spread = i === 59 ? 'name' : `...F${i + 1}`;
      return `fragment F${i} on Query { a: next { ${spread} } b: next { ${spread} } }`;
    });
    expect(() => costIn(schema, `{ ...F0 } ${levels.join(' ')}`)).toThrow(/points or more/);
  });
});
