import { DomainError } from '../errors.ts';
import { inexactNumber, isExactNumber } from './exact-number.ts';
import { deepestField } from './metadata-fields.ts';
import { shown } from './shown.ts';
import { isStorable } from './storable-text.ts';

/** JSON types of metadata that filters tell apart. */
export type FieldType = 'text' | 'number' | 'boolean' | 'list' | 'object';

/** Types that each metadata field of a collection has been seen with, by dotted path. */
export type FieldTypes = ReadonlyMap<string, ReadonlySet<FieldType>>;

/** Every operator that is given must hold. Order is that of code points. */
export interface TextCondition {
  readonly field: string;
  readonly eq?: string;
  readonly in?: readonly string[];
  readonly startsWith?: string;
  readonly gte?: string;
  readonly lt?: string;
}

/** See {@link TextCondition}. */
export interface NumberCondition {
  readonly field: string;
  readonly eq?: number;
  readonly in?: readonly number[];
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

/** What the metadata of an item must be; `field` is a path such as `camera.model`. */
export type ItemFilter =
  | { readonly and: readonly ItemFilter[] }
  | { readonly or: readonly ItemFilter[] }
  | { readonly not: ItemFilter }
  | { readonly text: TextCondition }
  | { readonly number: NumberCondition }
  | { readonly boolean: { readonly field: string; readonly eq: boolean } }
  /** A list that holds at least one of these texts. */
  | { readonly list: { readonly field: string; readonly containsAny: readonly string[] } }
  /** The field is there, whatever its value. */
  | { readonly exists: string };

const maximumConditions = 100;
const maximumDepth = 8;
const maximumValues = 1000;
const shownFields = 20;

/**
 * Checks a filter against the metadata that a collection really has, so that a misspelt field is an error and not an
 * empty answer.
 * @throws DomainError INVALID_INPUT for a field that no item ever had, is more than 4 levels deep or has another type, a condition without an
 *   operator, an empty list of conditions, more than 100 conditions, 8 levels or 1,000 values,
 *   a text that no database takes, or a number that is not kept digit by digit, see `exact-number.ts`
 */
export function checkFilter(filter: ItemFilter, fields: FieldTypes): void {
  const conditions = [...conditionsOf(filter, 1)];
  if (conditions.length > maximumConditions) {
    throw unfit(`The filter has ${conditions.length} conditions.`, `Use at most ${maximumConditions}.`);
  }
  for (const condition of conditions) checkCondition(condition, fields);
}

interface Condition {
  readonly field: string;
  /** Undefined where any type will do. */
  readonly type: FieldType | undefined;
  readonly operators: Readonly<Record<string, unknown>>;
}

function* conditionsOf(filter: ItemFilter, depth: number): Generator<Condition> {
  if (depth > maximumDepth)
    throw unfit('The filter is nested too deeply.', `Use at most ${maximumDepth} levels.`);
  if ('and' in filter || 'or' in filter) {
    const inner = 'and' in filter ? filter.and : filter.or;
    if (inner.length === 0) throw unfit('A filter has an empty list of conditions.', 'Leave it out.');
    for (const one of inner) yield* conditionsOf(one, depth + 1);
  } else if ('not' in filter) yield* conditionsOf(filter.not, depth + 1);
  else yield conditionOf(filter);
}

type LeafFilter = Exclude<ItemFilter, { and: unknown } | { or: unknown } | { not: unknown }>;

function conditionOf(filter: LeafFilter): Condition {
  if ('exists' in filter) return { field: filter.exists, type: undefined, operators: { exists: true } };
  const [[type, { field, ...operators }]] = Object.entries(filter) as [[FieldType, { field: string }]];
  return { field, type, operators };
}

function checkCondition({ field, type, operators }: Condition, fields: FieldTypes): void {
  const given = Object.values(operators).filter((value) => value !== undefined);
  if (given.length === 0) throw unfit(`The condition on ${field} has no operator.`, 'Add one, such as `eq`.');
  if (given.some((value) => Array.isArray(value) && value.length === 0)) {
    throw unfit(`The condition on ${field} has an empty list.`, 'Give at least one value.');
  }
  checkValues(field, given.flat());
  const types = fields.get(field);
  if (types === undefined) throw unknownField(field, fields);
  if (type === undefined || types.has(type)) return;
  throw unfit(
    `The metadata field ${field} is never a ${type}.`,
    `Use the condition for ${[...types].sort().join(' or ')}.`,
  );
}

function unknownField(field: string, fields: FieldTypes): DomainError {
  const levels = field.split('.').length;
  if (levels > deepestField) {
    return unfit(
      `The metadata field ${shown(field)} is ${levels} levels deep.`,
      `Filters reach ${deepestField} levels: keep what is filtered by nearer to the top.`,
    );
  }
  const known = [...fields.keys()].sort().slice(0, shownFields).join(', ');
  return unfit(
    `No item has the metadata field ${shown(field)}.`,
    known === '' ? 'No item has metadata.' : `There are: ${known}.`,
  );
}

function checkValues(field: string, values: readonly unknown[]): void {
  if (values.length > maximumValues)
    throw unfit(`The condition on ${field} has ${values.length} values.`, `Use at most ${maximumValues}.`);
  if (values.some((value) => typeof value === 'string' && !isStorable(value)))
    throw unfit(`The condition on ${field} has a text with NUL or half a character.`, 'Take it out.');
  if (values.some((value) => typeof value === 'number' && !isExactNumber(value)))
    throw unfit(
      `A value of the condition on ${field} ${inexactNumber}.`,
      'Store such numbers as text, and use a condition for text.',
    );
}

function unfit(message: string, remedy: string): DomainError {
  return new DomainError('INVALID_INPUT', message, { remedy });
}
