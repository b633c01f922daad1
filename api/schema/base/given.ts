import type { JsonObject } from '../../../core/json.ts';

/** Without the fields that are null, which mean the same as those left out. */
export function given(input: object): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as JsonObject;
}
