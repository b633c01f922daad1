import { describe } from 'vitest';
import { PostgresApiKeyStore } from '../../../adapters/postgres/postgres-api-key-store.ts';
import { PostgresAuditStore } from '../../../adapters/postgres/postgres-audit-store.ts';
import { describeAccessStores } from '../../contracts/access.contract.ts';
import { databases } from '../../support/databases.ts';
import { FakeApiKeyStore, FakeAuditStore } from '../../support/fake-access.ts';

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)('Postgres adapters', () => {
    describeAccessStores(name, async () => {
      const { sql, close } = await open();
      return { keys: new PostgresApiKeyStore(sql), audit: new PostgresAuditStore(sql), close };
    });
  });
}

describeAccessStores('the fake', async () => ({
  keys: new FakeApiKeyStore(),
  audit: new FakeAuditStore(),
  close: async () => undefined,
}));
