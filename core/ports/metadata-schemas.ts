import type { JsonObject } from '../json.ts';

/** What in an item's metadata does not fit, as a sentence with its path; undefined when all fits. */
export type MetadataCheck = (metadata: JsonObject) => string | undefined;

/** JSON Schemas (2020-12) that strangers write. */
export interface MetadataSchemas {
  /** @throws DomainError INVALID_INPUT for what is no schema, or one that could cost too much or reach elsewhere */
  compile(schema: JsonObject): MetadataCheck;
}
