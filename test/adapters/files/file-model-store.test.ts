import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileModelStore } from '../../../adapters/files/file-model-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder like that of an import in progress, whose file was last written some minutes ago. */
function leave(folder: string, name: string, minutes: number): void {
  const written = new Date(Date.now() - minutes * 60_000);
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'image.weights'), 'x');
  utimesSync(join(folder, name, 'image.weights'), written, written);
  utimesSync(join(folder, name), written, written);
}

it('clears away what killed imports left, and leaves what is being written', async () => {
  const folder = temporaryFolder();
  leave(folder, '.draft-killed', 90);
  leave(folder, '.draft-working', 5);
  leave(folder, 'model', 90);
  const draft = await new FileModelStore(folder).draft('new');
  const names = readdirSync(folder).filter((name) => join(folder, name) !== draft.folder);
  expect(names.sort()).toEqual(['.draft-working', 'model']);
  await draft.discard();
});

it('remembers the default model', async () => {
  const folder = temporaryFolder();
  expect(await new FileModelStore(folder).readDefault()).toBeUndefined();
  await new FileModelStore(folder).writeDefault('vit-b-16');
  expect(await new FileModelStore(folder).readDefault()).toBe('vit-b-16');
});

it('reads a folder at rest once, and sees at once what another process changes there', async () => {
  const folder = temporaryFolder();
  const store = new FileModelStore(folder);
  const rest = (): void => utimesSync(folder, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  rest();
  const first = await store.list();
  expect(await store.list()).toBe(first);

  await new FileModelStore(folder).writeDefault('a');
  expect(await store.readDefault()).toBe('a');
  // As if the clock of the file system had not moved between the two.
  const { atime, mtime } = statSync(folder);
  await new FileModelStore(folder).writeDefault('b');
  utimesSync(folder, atime, mtime);
  expect(await store.readDefault()).toBe('b');
});
