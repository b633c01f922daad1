import { isAtLeast } from '../../../core/access/role.ts';
import type { JsonValue } from '../../../core/json.ts';
import type { Context } from '../../context.ts';

/** A value with its paths as the caller may see them: where on its disk the server has data sets is told to administrators only. */
export async function shownPaths<T extends JsonValue>(
  value: T,
  { identity, roots }: Pick<Context, 'identity' | 'roots'>,
): Promise<T> {
  if (isAtLeast(identity.role, 'admin')) return value;
  return mapTexts(value, await roots.shortener()) as T;
}

function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: JsonValue) => mapTexts(each, change));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, change)]));
}
