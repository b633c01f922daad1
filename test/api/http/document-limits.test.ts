import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { limitDepth, requireSubscribedField } from '../../../api/http/document-limits.ts';

// Our own schema nests less deep than the limit.
const schema = buildSchema('type Query { next: Query name: String }');

const messages = (document: string): string[] =>
  validate(schema, parse(document), [limitDepth]).map(({ message }) => message);

/** `levels` fields around a leaf. */
const deep = (levels: number): string => (levels === 0 ? 'name' : `next { ${deep(levels - 1)} }`);
const tooDeep = ['Fields nest at most 10 deep.'];

describe('limitDepth', () => {
  it('lets 10 fields nest, and not 11', () => {
    expect(messages(`{ ${deep(9)} }`)).toEqual([]);
    expect(messages(`{ ${deep(10)} }`)).toEqual(tooDeep);
  });

  it('does not count inline fragments, but what is in them', () => {
    expect(messages(`{ ... { ... { ${deep(9)} } } }`)).toEqual([]);
    expect(messages(`{ ... { next { ... { ${deep(9)} } } } }`)).toEqual(tooDeep);
  });

  it('follows fragments, also through other fragments', () => {
    const fragments = `fragment A on Query { next { ...B } } fragment B on Query { ${deep(8)} }`;
    expect(messages(`{ ...A } ${fragments}`)).toEqual([]);
    expect(messages(`{ next { ...A } } ${fragments}`)).toEqual(tooDeep);
  });

  it('ends on fragments that contain themselves or are missing', () => {
    expect(messages('{ ...A ...Missing } fragment A on Query { next { ...A } }')).toEqual([]);
  });

  it('judges every operation of a document', () => {
    expect(messages(`query A { name } query B { ${deep(10)} }`)).toEqual(tooDeep);
  });

  it('leaves introspection out', () => {
    expect(
      messages(
        '{ __schema { types { fields { type { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } }',
      ),
    ).toEqual([]);
  });
});

describe('requireSubscribedField', () => {
  const subscriptions = buildSchema('type Query { name: String } type Subscription { next: String }');
  const problems = (document: string) =>
    validate(subscriptions, parse(document), [requireSubscribedField]).map(({ message }) => message);

  it.each([
    ['a field', 'subscription { next @skip(if: true) }', 'skip'],
    ['an inline fragment', 'subscription ($a: Boolean!) { ... @include(if: $a) { next } }', 'include'],
    [
      'a fragment',
      'subscription { ...A } fragment A on Subscription { ...B } fragment B on Subscription { next @include(if: false) ...A }',
      'include',
    ],
  ])('keeps a subscription from leaving out its root by %s', (_, document, directive) => {
    expect(problems(document)).toEqual([
      `\`@${directive}\` is not allowed on the root field of a subscription.`,
    ]);
  });

  it('lets queries leave out what they like', () => {
    expect(problems('{ name @skip(if: true) } subscription { next }')).toEqual([]);
  });
});
