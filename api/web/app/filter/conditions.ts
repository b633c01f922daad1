import type { ItemFilter } from '../generated/operations.ts';

/** One line of the filter: a field of the metadata, an operator and a value as typed. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

export const operators = {
  TEXT: ['eq', 'startsWith', 'in', 'gte', 'lt', 'exists'],
  NUMBER: ['eq', 'gte', 'lte', 'gt', 'lt', 'in', 'exists'],
  BOOLEAN: ['is', 'exists'],
  LIST: ['containsAny', 'exists'],
  OBJECT: ['exists'],
} as const;
export type FieldType = keyof typeof operators;
export type Operator = (typeof operators)[FieldType][number];

const list = (value: string): readonly string[] =>
  value
    .split(/[,，、]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Whether a condition says enough to be sent. */
export function isComplete({ operator, value }: Condition, type: FieldType): boolean {
  if (operator === 'exists' || operator === 'is') return true;
  if (operator === 'in' || operator === 'containsAny') {
    return list(value).length > 0 && (type !== 'NUMBER' || list(value).every(isNumber));
  }
  return type === 'NUMBER' ? isNumber(value) : value !== '';
}

const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value));

/** The filter of all complete conditions; undefined without any. */
export function itemFilter(
  conditions: readonly Condition[],
  typeOf: (field: string) => FieldType,
): ItemFilter | undefined {
  const complete = conditions.filter((condition) => isComplete(condition, typeOf(condition.field)));
  return complete.length === 0
    ? undefined
    : { and: complete.map((condition) => filterOf(condition, typeOf(condition.field))) };
}

function filterOf({ field, operator, value }: Condition, type: FieldType): ItemFilter {
  if (operator === 'exists') return value === 'no' ? { not: { exists: field } } : { exists: field };
  if (operator === 'is') return { boolean: { field, eq: value !== 'no' } };
  if (operator === 'containsAny') return { list: { field, containsAny: list(value) } };
  if (type === 'NUMBER') {
    return { number: { field, [operator]: operator === 'in' ? list(value).map(Number) : Number(value) } };
  }
  return { text: { field, [operator]: operator === 'in' ? list(value) : value } };
}
