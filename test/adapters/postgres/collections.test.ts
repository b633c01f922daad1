import { describe } from 'vitest';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { describeCollections } from '../../contracts/collections.contract.ts';
import { databases } from '../../support/databases.ts';

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)('Postgres adapters', () => {
    describeCollections(name, async () => {
      const { sql, close } = await open();
      return { collections: new PostgresCollectionStore(sql), index: new PgvectorIndex(sql), close };
    });
  });
}
