import { describe } from 'vitest';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { describeJobStore } from '../../contracts/job-store.contract.ts';
import { databases } from '../../support/databases.ts';

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)('Postgres jobs', () => {
    describeJobStore(name, async () => {
      const { sql, close } = await open();
      return { jobs: new PostgresJobStore(sql), close };
    });
  });
}
