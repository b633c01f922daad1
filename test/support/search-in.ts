import { PgvectorIndex } from '../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../adapters/postgres/postgres-collection-store.ts';
import { SearchItems } from '../../core/search/search-items.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { fakeServices } from './fake-services.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Searches as the server makes them, in a database that is real and with a model that is not. */
export function searchIn(sql: SqlClient) {
  const collections = new PostgresCollectionStore(sql);
  const index = new PgvectorIndex(sql);
  const { images, models } = fakeServices(temporaryFolder());
  const relevances = { find: async () => undefined };
  return { collections, index, search: new SearchItems({ collections, index, images, models, relevances }) };
}
