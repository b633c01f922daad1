import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { ModulePluginLoader } from '../../../adapters/plugins/module-plugin-loader.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function moduleFolder(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'index.js'), text);
  return folder;
}

it('imports each plugin, in their order, and tells of those that fail', async () => {
  const folders = [
    moduleFolder('export const plugin = 1;'),
    moduleFolder("throw 'a text';"),
    moduleFolder("throw new Error('/etc/some/where.json and @a/b/c are not there\\nfor a reason');"),
    moduleFolder('export const plugin = 2;'),
  ];
  const modules = await new ModulePluginLoader(folders).load();
  expect(modules.map(({ source }) => source)).toEqual(folders.map((folder) => basename(folder)));
  const remedy = 'Correct the plugin, or take it out of TUWEN_PLUGINS.';
  expect(modules.map(({ source: _, ...outcome }) => outcome)).toEqual([
    { plugin: 1 },
    { failure: { reason: 'it threw a text', remedy } },
    { failure: { reason: 'where.json and @a/b/c are not there', remedy } },
    { plugin: 2 },
  ]);
});

it('does not wait for a module that is never ready', async () => {
  const folder = moduleFolder('await new Promise(() => {});');
  const [never] = await new ModulePluginLoader([folder], 50).load();
  expect(never!.failure!.reason).toBe('its module was not ready after 0.05 s');
});
