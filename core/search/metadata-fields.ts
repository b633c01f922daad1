import type { JsonObject, JsonValue } from '../json.ts';
import type { FieldType } from './item-filter.ts';

/** Below this, metadata is an opaque value to filters. */
export const deepestField = 4;

export interface MetadataField {
  /** Dotted path. */
  readonly path: string;
  readonly type: FieldType;
}

/** The fields of an item's metadata with their types; null counts as absent, and what has a dot in its name no path can name. */
export function* metadataFields(metadata: JsonObject, prefix = '', depth = 1): Generator<MetadataField> {
  for (const [key, value] of Object.entries(metadata)) {
    const type = typeOf(value);
    if (type === undefined || key.includes('.')) continue;
    const path = prefix + key;
    yield { path, type };
    if (type === 'object' && depth < deepestField)
      yield* metadataFields(value as JsonObject, `${path}.`, depth + 1);
  }
}

function typeOf(value: JsonValue): FieldType | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return Array.isArray(value) ? 'list' : 'object';
}
