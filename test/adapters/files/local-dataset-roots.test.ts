import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LocalDatasetRoots } from '../../../adapters/files/local-dataset-roots.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder with these files; folders end in a slash. */
function folderWith(...paths: readonly string[]): string {
  const folder = temporaryFolder();
  for (const path of paths) {
    if (path.endsWith('/')) mkdirSync(join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), path);
  }
  return folder;
}

it('lists folders before files that jobs read, and counts pictures', async () => {
  const folder = folderWith(
    'b/',
    'a/',
    'z.csv',
    'Y.ZIP',
    'one.png',
    'two.JPG',
    'notes.docx',
    '.hidden.csv',
    '.git/',
  );
  expect(await new LocalDatasetRoots([folder]).list('')).toEqual({
    entries: [
      { name: 'a', path: 'a' },
      { name: 'b', path: 'b' },
      { name: 'Y.ZIP', path: 'Y.ZIP', sizeBytes: 5 },
      { name: 'z.csv', path: 'z.csv', sizeBytes: 5 },
    ],
    pictureCount: 2,
    isWhole: true,
  });
});

it('lays its folders over each other, as it looks through them for a path', async () => {
  const roots = new LocalDatasetRoots([
    folderWith('in/', 'in/a.csv', 'both.csv'),
    folderWith('in/', 'in/b.csv', 'both.csv/'),
  ]);
  const top = await roots.list('');
  expect(top?.entries).toEqual([
    { name: 'in', path: 'in' },
    { name: 'both.csv', path: 'both.csv', sizeBytes: 8 },
  ]);
  const inside = (await roots.list('in'))?.entries ?? [];
  expect(inside.map(({ path }) => path)).toEqual(['in/a.csv', 'in/b.csv']);
  for (const { path } of inside) await roots.resolve(path);
});

it('shows nothing that lies outside, be it by a link', async () => {
  const [outside, folder] = [folderWith('secret/', 'secret.csv'), folderWith('a/', 'a/b.csv')];
  symlinkSync(join(outside, 'secret'), join(folder, 'way-out'));
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'leak.csv'));
  symlinkSync(join(folder, 'a'), join(folder, 'way-in'));
  symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
  const roots = new LocalDatasetRoots([folder]);
  expect((await roots.list(''))?.entries.map(({ name }) => name)).toEqual(['a', 'way-in']);
  for (const path of ['way-out', '..', '../', 'a/../..', `..${outside}`, 'a/b.csv', 'a\0'])
    await expect(roots.list(path)).rejects.toThrow('is in no folder of data sets');
});

it('says that there is nothing at a path inside, and does not say what lies outside', async () => {
  const [outside, folder] = [folderWith('secret.csv'), folderWith('a/', 'a/b.csv')];
  symlinkSync(outside, join(folder, 'way-out'));
  symlinkSync(join(outside, 'none.csv'), join(folder, 'dangling.csv'));
  const roots = new LocalDatasetRoots([folderWith(), folder]);
  for (const path of ['c.csv', 'a/c.csv', 'a/none/c.csv', 'a/b.csv/c', join(folder, 'c.csv')])
    await expect(roots.resolve(path)).rejects.toThrow(`There is nothing at "${path}"`);
  await expect(roots.resolve('c.jpg', join(folder, 'a/b.csv'))).rejects.toThrow('nothing at "c.jpg"');
  await expect(roots.list('none')).rejects.toThrow('There is nothing at "none"');
  const alone = new LocalDatasetRoots([folder]);
  const names = ['secret.csv', 'none.csv', 'none/secret.csv'];
  for (const name of [
    'way-out',
    'dangling.csv',
    ...names.flatMap((each) => [`way-out/${each}`, join(outside, each)]),
  ])
    await expect(alone.resolve(name)).rejects.toThrow('is in no folder of data sets');
});

it('tells of 1,000 entries at most, and that there are more', async () => {
  const folder = folderWith(...Array.from({ length: 1001 }, (_, i) => `${i}.csv`));
  const found = await new LocalDatasetRoots([folder]).list('.');
  expect(found).toMatchObject({ isWhole: false });
  expect(found?.entries).toHaveLength(1000);
  expect(await new LocalDatasetRoots([]).list('')).toBeUndefined();
});
