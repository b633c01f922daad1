import { describe } from 'vitest';
import { PostgresDatasetRegistry } from '../../../adapters/postgres/postgres-dataset-registry.ts';
import { describeDatasetRegistry } from '../../contracts/dataset-registry.contract.ts';
import { databases } from '../../support/databases.ts';
import { FakeDatasetRegistry } from '../../support/fake-dataset-registry.ts';

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)('Postgres adapters', () => {
    describeDatasetRegistry(name, async () => {
      const { sql, close } = await open();
      return { registry: new PostgresDatasetRegistry(sql), close };
    });
  });
}

describeDatasetRegistry('the fake', async () => ({
  registry: new FakeDatasetRegistry(),
  close: async () => undefined,
}));
