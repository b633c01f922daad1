import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readHomeSecret } from '../../../adapters/files/home-secret.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('is made once, whoever comes first', async () => {
  const home = join(temporaryFolder(), 'home');
  const all = await Promise.all(Array.from({ length: 8 }, () => readHomeSecret(home)));
  expect(new Set(all.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
  expect(await readHomeSecret(home)).toEqual(all[0]);
  expect(readdirSync(home)).toEqual(['secret']);
});

it('is not used when it was cut short', async () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'secret'), 'short');
  await expect(readHomeSecret(home)).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: expect.stringContaining('Delete it'),
  });
});
