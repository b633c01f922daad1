import { describe, expect, it } from 'vitest';
import { AjvMetadataSchemas } from '../../../adapters/json-schema/ajv-metadata-schemas.ts';
import { linearPattern } from '../../../adapters/json-schema/linear-pattern.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';

const schemas = new AjvMetadataSchemas();
const product = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['price'],
  additionalProperties: false,
  properties: {
    price: { type: 'number', minimum: 0 },
    colour: { enum: ['红', '蓝'] },
    name: { type: 'string', pattern: '^[\\u4e00-\\u9fa5]+$' },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' }, uniqueItems: true },
    size: { type: 'object', properties: { width: { type: 'integer' } } },
  },
  $defs: { tag: { type: 'string', maxLength: 4 } },
} satisfies JsonObject;

describe('a check', () => {
  it.each([
    [{ price: 1 }],
    [{ price: 2.5, colour: '红', name: '雨伞', tags: ['雨', '伞'], size: { width: 3 } }],
  ])('takes %j', (metadata) => {
    expect(schemas.compile(product)(metadata as JsonObject)).toBeUndefined();
  });

  it.each([
    [{}, '/price is missing'],
    [{ price: '12' }, '/price must be number, found "12"'],
    [{ price: -1 }, '/price must be >= 0, found -1'],
    [{ price: 1, colour: '绿' }, '/colour must be one of ["红","蓝"], found "绿"'],
    [{ price: 1, name: 'umbrella' }, '/name must match pattern "^[\\u4e00-\\u9fa5]+$", found "umbrella"'],
    [{ price: 1, tags: ['雨', 7] }, '/tags/1 must be string, found 7'],
    [{ price: 1, tags: ['雨', '雨'] }, '/tags must not have equal items, found ["雨","雨"]'],
    [{ price: 1, size: { width: 1.5 } }, '/size/width must be integer, found 1.5'],
    [{ price: 1, weight: 3 }, '/weight is none of the properties that there may be'],
    [{ price: 'x'.repeat(500) }, `/price must be number, found "${'x'.repeat(79)}…`],
  ])('says what is wrong with %j', (metadata, problem) => {
    expect(schemas.compile(product)(metadata as JsonObject)).toBe(problem);
  });

  it('sees a name that every object has only where it is given', () => {
    const check = schemas.compile({ required: ['constructor'] });
    expect(check({})).toBe('/constructor is missing');
    expect(check({ constructor: 1 })).toBeUndefined();
  });

  it('compares items of a list whatever the order of their keys', () => {
    const check = schemas.compile({ properties: { list: { uniqueItems: true } } });
    expect(
      check({
        list: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      }),
    ).toContain('equal items');
    expect(check({ list: [{ a: 1 }, { a: 2 }, 1, '1'] })).toBeUndefined();
  });
});

describe('a schema is refused', () => {
  it.each<[string, JsonObject, string]>([
    ['of another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, '2020-12'],
    ['that refers elsewhere', { $ref: 'https://example.com/schema.json' }, 'only "#/$defs/…"'],
    [
      'that refers to itself',
      { $ref: '#/$defs/a', $defs: { a: { items: { $ref: '#/$defs/a' } } } },
      'refers to itself',
    ],
    ['that refers to nothing', { $ref: '#/$defs/a' }, 'there is no #/$defs/a'],
    ['with an id', { $id: 'https://example.com/a' }, 'there is no such keyword'],
    ['with a keyword that is not known', { properties: { a: { minimun: 3 } } }, 'at /properties/a/minimun'],
    ['with a keyword of the wrong type', { properties: { a: { minimum: '3' } } }, 'at /properties/a/minimum'],
    ['whose properties are a list', { properties: [] }, 'at /properties: it is no object'],
    ['with look-ahead', { properties: { a: { pattern: '(?=a)b' } } }, 'the pattern (?=a)b cannot be used'],
    ['with a back-reference', { properties: { a: { pattern: '(a)\\1' } } }, 'cannot be used'],
    ['with a pattern that is none', { patternProperties: { '(': true } }, 'cannot be used'],
    ['with a pattern of many steps', { properties: { a: { pattern: '(a{90}b{90}){90}' } } }, ''],
    ['that is too long', { description: 'x'.repeat(20_000) }, 'longer than 16384 characters'],
    ['that is nested too deep', nested(40), 'nested deeper than 32'],
    ['with a schema that is a number', { properties: { a: 3 } }, 'neither an object nor true or false'],
  ])('%s', (_, schema, why) => {
    const refused = expect(() => schemas.compile(schema));
    refused.toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(why) }),
    );
  });

  it('whose references multiply', () => {
    const levels = Array.from({ length: 12 }, (_, i): [string, JsonValue] => [
      `d${i}`,
      { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
    ]);
    const $defs = Object.fromEntries([...levels, ['d12', { type: 'string' }]]);
    expect(() => schemas.compile({ $ref: '#/$defs/d0', $defs })).toThrow('comparisons');
  });
});

function nested(depth: number): JsonObject {
  return depth === 0 ? { type: 'string' } : { items: nested(depth - 1) };
}

it('runs no code that a schema holds', () => {
  const code = '"]; globalThis.pwned = true; //';
  const check = schemas.compile({
    title: code,
    required: [code],
    properties: { [code]: { const: code, description: code }, '`${globalThis.pwned = 1}`': { enum: [code] } },
    patternProperties: { ["'; globalThis.pwned = true; '"]: { type: 'string' } },
    $defs: { [`x${'"'}; globalThis.pwned = true`]: true },
  });
  expect(check({})).toBe(`/${code} is missing`);
  expect(check({ [code]: code })).toBeUndefined();
  expect((globalThis as { pwned?: unknown }).pwned).toBeUndefined();
});

it('takes a pattern that backtracking would never finish', () => {
  const check = schemas.compile({ properties: { a: { pattern: '^(a+)+$' } } });
  expect(check({ a: `${'a'.repeat(16_000)}b` })).toContain('must match pattern');
  expect(linearPattern('^(a+)+$').test('aaa')).toBe(true);
});
