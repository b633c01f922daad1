import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { linearPattern } from './linear-pattern.ts';

const maximumLength = 16_384;
const maximumDepth = 32;
/** Comparisons that one value may cost: schemas with every `$ref` written out, values of enumerations, steps of patterns. */
const maximumCost = 2_000;
const dialect = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;
const localReference = /^#\/(\$defs|definitions)\/[^/~%]+$/;

const one = ['items', 'additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'];
const several = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const named = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];
const plain = [
  ...[
    '$schema',
    '$ref',
    '$comment',
    'title',
    'description',
    'default',
    'examples',
    'deprecated',
    'readOnly',
    'writeOnly',
  ],
  ...[
    'format',
    'type',
    'enum',
    'const',
    'multipleOf',
    'maximum',
    'exclusiveMaximum',
    'minimum',
    'exclusiveMinimum',
  ],
  ...[
    'maxLength',
    'minLength',
    'pattern',
    'maxItems',
    'minItems',
    'uniqueItems',
    'maxContains',
    'minContains',
  ],
  ...['maxProperties', 'minProperties', 'required', 'dependentRequired'],
];
const keywords = new Set([...one, ...several, ...named, ...plain]);

/**
 * Refuses what a schema of metadata does not need and a hostile one would use: other documents, recursion, references that multiply,
 * patterns that backtrack, sheer size.
 * @throws DomainError INVALID_INPUT naming the place
 */
export function checkSchema(schema: JsonObject): void {
  if (JSON.stringify(schema).length > maximumLength)
    throw unfit('', `it is longer than ${maximumLength} characters`);
  const cost = new SchemaWalk(schema).costOf(schema, '', 1);
  if (cost > maximumCost)
    throw unfit(
      '',
      `it asks for ${cost} comparisons of one value with every $ref written out, ${maximumCost} may be`,
    );
}

class SchemaWalk {
  readonly #root: JsonObject;
  readonly #known = new Map<string, number>();
  readonly #open = new Set<string>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  costOf(schema: unknown, path: string, depth: number): number {
    if (typeof schema === 'boolean') return 1;
    if (!isObject(schema)) throw unfit(path, 'it is neither an object nor true or false');
    if (depth > maximumDepth) throw unfit(path, `it is nested deeper than ${maximumDepth}`);
    const unknown = Object.keys(schema).find((keyword) => !keywords.has(keyword));
    if (unknown !== undefined) throw unfit(`${path}/${unknown}`, 'there is no such keyword here');
    checkDialect(schema, path);
    return (
      1 +
      sum(childrenOf(schema, path), (child) => this.costOf(child.schema, child.path, depth + 1)) +
      (Array.isArray(schema['enum']) ? schema['enum'].length : 0) +
      sum(patternsOf(schema), (pattern) => patternSize(pattern, path)) +
      this.#costOfReference(schema['$ref'], path, depth)
    );
  }

  #costOfReference(reference: unknown, path: string, depth: number): number {
    if (reference === undefined) return 0;
    if (typeof reference !== 'string' || !localReference.test(reference))
      throw unfit(`${path}/$ref`, 'only "#/$defs/…" can be referred to');
    const known = this.#known.get(reference);
    if (known !== undefined) return known;
    if (this.#open.has(reference)) throw unfit(`${path}/$ref`, 'it refers to itself');
    const [, group, name] = reference.split('/') as [string, string, string];
    const definitions = this.#root[group];
    if (!isObject(definitions) || !Object.hasOwn(definitions, name))
      throw unfit(`${path}/$ref`, `there is no ${reference}`);
    this.#open.add(reference);
    const cost = this.costOf(definitions[name], reference.slice(1), depth + 1);
    this.#open.delete(reference);
    this.#known.set(reference, cost);
    return cost;
  }
}

interface Child {
  readonly schema: unknown;
  readonly path: string;
}

function childrenOf(schema: Readonly<Record<string, unknown>>, path: string): readonly Child[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = `${path}/${keyword}`;
    if (one.includes(keyword)) return [{ schema: value, path: at }];
    const isMap = named.includes(keyword);
    if (!isMap && !several.includes(keyword)) return [];
    if (typeof value !== 'object' || value === null || Array.isArray(value) === isMap)
      throw unfit(at, isMap ? 'it is no object' : 'it is no list');
    return Object.entries(value).map(([name, child]) => ({
      schema: child as unknown,
      path: `${at}/${name}`,
    }));
  });
}

function patternsOf({ pattern, patternProperties }: Readonly<Record<string, unknown>>): readonly string[] {
  const names = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  return typeof pattern === 'string' ? [pattern, ...names] : names;
}

function patternSize(pattern: string, path: string): number {
  try {
    return linearPattern(pattern).size;
  } catch (cause) {
    throw unfit(path, `the pattern ${pattern} cannot be used (${(cause as Error).message})`, cause);
  }
}

function checkDialect({ $schema }: Readonly<Record<string, unknown>>, path: string): void {
  if ($schema === undefined || (typeof $schema === 'string' && dialect.test($schema))) return;
  throw unfit(`${path}/$schema`, 'it is not https://json-schema.org/draft/2020-12/schema');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

/** INVALID_INPUT: why a schema cannot be used. */
export function unfit(path: string, why: string, cause?: unknown): DomainError {
  const where = path === '' ? '' : ` at ${path}`;
  return new DomainError('INVALID_INPUT', `The metadata schema cannot be used${where}: ${why}.`, {
    remedy: 'Give a JSON Schema (2020-12) of an object; docs/items.md says what it may hold.',
    details: { path },
    cause,
  });
}
