import type { JsonValue } from '../../core/json.ts';
import type { ItemFilter, NumberCondition, TextCondition } from '../../core/search/item-filter.ts';
import type { Parameters } from './parameters.ts';

/**
 * A condition on `items.metadata`, true or not true (a missing field is neither equal nor unequal to anything, so `not`
 * takes it in). Equality is containment, which the GIN index on the metadata knows.
 */
export function filterSql(filter: ItemFilter, parameters: Parameters): string {
  const joined = (filters: readonly ItemFilter[], word: string) =>
    `(${filters.map((one) => filterSql(one, parameters)).join(` ${word} `)})`;
  if ('and' in filter) return joined(filter.and, 'and');
  if ('or' in filter) return joined(filter.or, 'or');
  if ('not' in filter) return `(${filterSql(filter.not, parameters)}) is not true`;
  if ('exists' in filter) return `${valueAt(filter.exists, parameters)} <> 'null'::jsonb`;
  if ('text' in filter) return textSql(filter.text, parameters);
  if ('number' in filter) return numberSql(filter.number, parameters);
  if ('boolean' in filter) return contains(filter.boolean.field, [filter.boolean.eq], parameters);
  const { field, containsAny } = filter.list;
  return contains(
    field,
    containsAny.map((value) => [value]),
    parameters,
  );
}

function textSql({ field, ...operators }: TextCondition, parameters: Parameters): string {
  const value = () => `(${typed(field, 'string', parameters)}) collate "C"`;
  const text = (operand: string) => parameters.add(operand, 'text');
  return all([
    equality(field, operators, parameters),
    operators.startsWith === undefined ? undefined : `starts_with(${value()}, ${text(operators.startsWith)})`,
    operators.gte === undefined ? undefined : `${value()} >= ${text(operators.gte)}`,
    operators.lt === undefined ? undefined : `${value()} < ${text(operators.lt)}`,
  ]);
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function numberSql({ field, ...operators }: NumberCondition, parameters: Parameters): string {
  const compared = Object.entries(comparisons).map(([name, sign]) => {
    const operand = operators[name as keyof typeof comparisons];
    if (operand === undefined) return undefined;
    return `(${typed(field, 'number', parameters)})::numeric ${sign} ${parameters.add(operand, 'numeric')}`;
  });
  return all([equality(field, operators, parameters), ...compared]);
}

function equality(
  field: string,
  operators: { readonly eq?: JsonValue; readonly in?: readonly JsonValue[] },
  parameters: Parameters,
): string | undefined {
  const { eq, in: among } = operators;
  const equal = eq === undefined ? undefined : contains(field, [eq], parameters);
  const oneOf = among && contains(field, among, parameters);
  return equal === undefined && oneOf === undefined ? undefined : all([equal, oneOf]);
}

/** One of the values. They are one parameter: a statement has 65,535 at most, and a filter may have more values. */
function contains(field: string, values: readonly JsonValue[], parameters: Parameters): string {
  const keys = field.split('.');
  const nested = values.map((value) =>
    keys.reduceRight<JsonValue>((inner, key) => ({ [key]: inner }), value),
  );
  if (nested.length === 1) return `items.metadata @> ${parameters.add(JSON.stringify(nested[0]), 'jsonb')}`;
  const among = parameters.add(
    nested.map((value) => JSON.stringify(value)),
    'text[]',
  );
  return `items.metadata @> any(${among}::jsonb[])`;
}

/** Step by step, and not with `#>`, which takes `tags.0` for the first of a list too. */
function valueAt(field: string, parameters: Parameters): string {
  const steps = field.split('.').map((key) => parameters.add(key, 'text'));
  return `(items.metadata -> ${steps.join(' -> ')})`;
}

/** The value as text where it has the type, else null: a cast of anything else would be an error. */
function typed(field: string, type: 'string' | 'number', parameters: Parameters): string {
  const value = valueAt(field, parameters);
  return `case when jsonb_typeof(${value}) = '${type}' then ${value} #>> '{}' end`;
}

function all(conditions: readonly (string | undefined)[]): string {
  return `(${conditions.filter((condition) => condition !== undefined).join(' and ')})`;
}
