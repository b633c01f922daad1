import { describeJobStore } from '../../contracts/job-store.contract.ts';
import { FakeJobStore } from '../../support/fake-job-store.ts';

describeJobStore('fake', async () => ({ jobs: new FakeJobStore(), close: async () => undefined }));
