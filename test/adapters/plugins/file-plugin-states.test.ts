import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FilePluginStates } from '../../../adapters/plugins/file-plugin-states.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('has nothing disabled without a file, and keeps what is written', async () => {
  const path = join(temporaryFolder(), 'home', 'plugins.json');
  expect(await new FilePluginStates(path).readDisabled()).toEqual(new Set());
  await new FilePluginStates(path).writeDisabled(new Set(['b', 'a']));
  expect(await new FilePluginStates(path).readDisabled()).toEqual(new Set(['a', 'b']));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ disabled: ['a', 'b'] });
});

it.each(['', '{}', '[]', 'null', '{ "disabled": [1] }', '{ "disabled": ['])(
  'refuses a file that holds %j',
  async (text) => {
    const path = join(temporaryFolder(), 'plugins.json');
    writeFileSync(path, text);
    await expect(new FilePluginStates(path).readDisabled()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      remedy: 'Delete it; all plugins are enabled then.',
    });
  },
);
