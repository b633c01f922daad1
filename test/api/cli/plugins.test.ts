import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The compiled `tuwen` in a folder of its own, with these folders as plugins. */
function workplace(modules: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(modules)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, name, 'index.js'), text);
  }
  return (args: readonly string[], plugins = '') => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [compiledFile('api/main.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TUWEN_HOME: join(folder, 'home'), TUWEN_PLUGINS: plugins },
    });
    return { status, stderr, lines: stdout.trimEnd().split('\n') };
  };
}

const working = (name: string, recognises: string) => `
  import { definePlugin, DomainError } from 'tuwen/plugin';
  export const plugin = definePlugin({
    name: '${name}', version: '0.1.0', description: 'Test', licence: 'MIT',
    recognises: () => { ${recognises} },
    describe: async () => { throw new DomainError('CHECKPOINT_MISMATCH', 'Nothing fits.'); },
  });`;

const importArguments = [
  ...['models', 'import', starterPath('starter.pt'), '--name', 'small', '--vocab', starterPath('vocab.txt')],
  ...['--vision-config', starterPath('vision.json'), '--text-config', starterPath('text.json')],
];

it('loads plugins from folders outside Tuwen, and lists those that fail with the remedy', () => {
  const tuwen = workplace({
    fine: working('fine', 'return false'),
    'no-syntax': 'export const plugin = {;',
    throws: 'throw new Error("no licence key");',
    'unknown-import': "import 'not-a-package';",
    'old-version': 'export const plugin = { apiVersion: 0, name: "old" };',
    'taken-name': working('chinese-clip', 'return true'),
    empty: '',
  });
  const { lines, stderr, status } = tuwen(
    ['plugins', 'list'],
    './fine,./no-syntax,./throws, ./unknown-import,./old-version,./taken-name,./empty,not-installed,./fine2',
  );
  expect([stderr, status]).toEqual(['', 0]);
  const rest = lines.slice(lines.findIndex((line) => line.startsWith('fine')));
  expect(lines).toContainEqual(
    expect.stringMatching(/^chinese-clip {2}1\.0\.0 {2}enabled {2}built-in {2}Apache-2\.0 {2}Chinese-CLIP/),
  );
  expect(rest).toEqual([
    'fine  0.1.0  enabled  outside  MIT  Test',
    expect.stringMatching(
      /^\.\/no-syntax {2}failed {2}The plugin \.\/no-syntax cannot be used: Unexpected token ';'\. Run `node --check`/,
    ),
    expect.stringMatching(/^\.\/throws .*no licence key\. Correct the plugin, or take it out/),
    expect.stringMatching(/^\.\/unknown-import .*Cannot find package 'not-a-package'\. Correct/),
    expect.stringMatching(
      /^\.\/old-version .*version 0 of the plugin contract, here is 1\. Update the plugin/,
    ),
    expect.stringMatching(/^chinese-clip {2}failed .*the name chinese-clip is taken by a built-in plugin/),
    expect.stringMatching(/^\.\/empty .*it exports no `plugin`/),
    expect.stringMatching(/^not-installed .*no such package\. Install it/),
    expect.stringMatching(/^\.\/fine2 .*no such folder/),
  ]);
});

it('shows checkpoints to enabled plugins only, and keeps models of a disabled one', () => {
  const tuwen = workplace();
  expect(tuwen([...importArguments, '--context-length', '24']).stderr).toBe('');
  expect(tuwen(['plugins', 'disable', 'chinese-clip']).lines).toEqual(['chinese-clip is disabled.']);
  expect(tuwen(['plugins', 'list']).lines).toContainEqual(
    expect.stringMatching(/^chinese-clip {2}1\.0\.0 {2}disabled/),
  );
  const again = importArguments.with(4, 'again');
  expect(tuwen(again)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^CHECKPOINT_MISMATCH/) });
  expect(tuwen(['models', 'list']).lines).toEqual([expect.stringMatching(/^small {2}chinese-clip/)]);
  expect(tuwen(['plugins', 'enable', 'chinese-clip']).lines).toEqual(['chinese-clip is enabled.']);
  expect(tuwen(again).stderr).toBe('');
  expect(tuwen(['plugins', 'enable', 'none'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^NOT_FOUND: There is no plugin none/),
  });
});

it('names the plugin that fails during an import; what a plugin refuses stays a refusal', () => {
  const tuwen = workplace({
    breaks: working('breaks', 'return undefined.size'),
    refuses: working('refuses', 'return true'),
  });
  tuwen(['plugins', 'disable', 'chinese-clip']);
  expect(tuwen(importArguments, './breaks').stderr).toMatch(
    /^PLUGIN_FAILED: The plugin breaks failed while telling whether .*: Cannot read properties of undefined/,
  );
  expect(tuwen(importArguments, './refuses').stderr).toBe('CHECKPOINT_MISMATCH: Nothing fits.\n');
});
