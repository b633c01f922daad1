import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pluginEntry } from '../../../adapters/plugins/plugin-entry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder with a package in it; `manifest` is its package.json. */
function makePackage(manifest: unknown, path = 'one', entry = 'index.js') {
  const root = temporaryFolder();
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  if (manifest !== undefined) writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, entry), '');
  return { root, folder };
}

it.each([
  [undefined, 'index.js'],
  [{}, 'index.js'],
  [{ main: './main.js' }, 'main.js'],
  [{ main: './main.cjs', exports: './main.js' }, 'main.js'],
  [{ exports: { '.': './main.js' } }, 'main.js'],
  [{ exports: { types: './x.d.ts', require: './x.cjs', import: './main.js', default: './x.js' } }, 'main.js'],
  [{ exports: { '.': { node: { import: './main.js' }, default: './x.js' } } }, 'main.js'],
  [{ main: './main.js', exports: { './other': './x.js' } }, 'main.js'],
])('finds the module of a folder with the package.json %j', (manifest, entry) => {
  const { root, folder } = makePackage(manifest, 'one', entry);
  expect(pluginEntry('./one', root)).toBe(join(folder, entry));
  expect(pluginEntry(folder, '/')).toBe(join(folder, entry));
});

it.each(['some-plugin', '@scope/some-plugin'])(
  'finds the package %s above the working folder, and in the package of Tuwen',
  (name) => {
    const { root, folder } = makePackage({}, `node_modules/${name}`);
    mkdirSync(join(root, 'deeper'));
    expect(pluginEntry(name, join(root, 'deeper'))).toBe(join(folder, 'index.js'));
  },
);

it('finds a package that is installed beside Tuwen', () => {
  expect(pluginEntry('commander', temporaryFolder())).toMatch(/node_modules\/commander\/esm\.mjs$/);
});

it.each([
  ['not-installed', /there is no such package/, /npm install not-installed.*\.\/not-installed/],
  ['./not-there', /there is no such folder/, /TUWEN_PLUGINS/],
  ['./one', /dist\/x\.js is not there/, /Build it/],
])('says what is missing: %s', (source, message, remedy) => {
  const { root } = makePackage({ main: 'dist/x.js' });
  expect(() => pluginEntry(source, root)).toThrow(message);
  expect(() => pluginEntry(source, root)).toThrow(
    expect.objectContaining({ remedy: expect.stringMatching(remedy) }),
  );
});
