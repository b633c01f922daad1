import { type BulkImportInput, bulkImportKind } from '../../../core/import/bulk-import.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ImportSource } from '../../../core/ports/import-files.ts';
import type { ImportSource as ImportSourceInput } from '../../generated/resolvers.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const importResolvers = {
  Mutation: {
    startImport: (_, { input }, { jobs }) => {
      const job: BulkImportInput = {
        collection: input.collection,
        source: sourceOf(input.source),
        duplicates: input.duplicates,
      };
      return jobs.start(bulkImportKind, job as unknown as JsonObject);
    },
  },
} satisfies TopicResolvers;

function sourceOf({ folder, original, jsonl, csv, zip, upload }: ImportSourceInput): ImportSource {
  if (original != null) {
    const texts = original.texts == null ? {} : { texts: original.texts };
    return { kind: 'original', path: original.images, ...texts };
  }
  if (upload != null) return { kind: 'upload', uploadId: upload };
  if (folder != null) return { kind: 'folder', path: folder };
  if (jsonl != null) return { kind: 'lines', path: jsonl };
  return csv != null ? { kind: 'csv', path: csv } : { kind: 'zip', path: zip! };
}
