import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { commandDatabase } from '../../support/databases.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('makes, lists and revokes keys, and writes it down', async () => {
  const { settings, query } = await commandDatabase();
  const keys = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [compiledFile('api/main.js'), 'keys', ...args],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], TUWEN_HOME: temporaryFolder(), ...settings },
      },
    );
    return { status, stdout, stderr };
  };
  const made = keys('create', '索引', '--role', 'editor', '--days', '30');
  expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/^tuwen_[a-z2-7]{8}_[\w-]{43}\n$/) });
  const id = made.stdout.slice(6, 14);
  expect(keys('list').stdout).toMatch(
    new RegExp(
      `^${id}  editor  索引  created \\d{4}-\\d\\d-\\d\\d  expires \\d{4}-\\d\\d-\\d\\d  used never\n$`,
    ),
  );
  expect(keys('revoke', id).stdout).toBe(`${id} (索引) is revoked.\n`);
  expect(keys('list').stdout).toContain('revoked 2');
  expect(keys('revoke', 'none')).toMatchObject({ status: 1, stderr: expect.stringContaining('NOT_FOUND') });
  expect(keys('create', 'a', '--days', '0')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('INVALID_INPUT: A key cannot expire in 0 days.'),
  });
  expect(keys('create', 'a', '--role', 'root').status).toBe(1);
  const entries = await query('select actor, action, outcome, arguments::text from audit_log order by id');
  expect(entries).toMatchObject([
    { actor: 'command-line', action: 'createApiKey', outcome: 'OK' },
    { action: 'revokeApiKey', outcome: 'OK' },
    { action: 'revokeApiKey', outcome: 'NOT_FOUND' },
    { action: 'createApiKey', outcome: 'INVALID_INPUT' },
  ]);
  expect(JSON.stringify(entries)).not.toContain(made.stdout.trim().slice(15));
});
