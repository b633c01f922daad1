import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockDataFolder } from '../../../adapters/files/data-folder-lock.ts';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { FileModelStore } from '../../../adapters/files/file-model-store.ts';
import { storing } from '../../../adapters/files/storing.ts';
import { WeightsFile } from '../../../adapters/onnx/weights-file.ts';
import { FilePluginStates } from '../../../adapters/plugins/file-plugin-states.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it.skipIf(!existsSync('/dev/full'))('a disk that is full is told in words', async () => {
  await expect(storing('A picture', () => writeFile('/dev/full', 'a'))).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: 'A picture cannot be stored (ENOSPC). Make room on the disk or fix the folder, then try again.',
  });
});

it('lets through whatever is no fault of the disk', async () => {
  const bug = new TypeError('a bug');
  await expect(storing('A picture', () => Promise.reject(bug))).rejects.toBe(bug);
});

const bytes = new Uint8Array([1]);

it.each<[string, (folder: string) => Promise<unknown>]>([
  ['a picture', (folder) => new FileBlobStore(folder).put(bytes)],
  ['a model', (folder) => new FileModelStore(folder).draft('x')],
  ['the default model', (folder) => new FileModelStore(folder).writeDefault('x')],
  ['weights', (folder) => WeightsFile.create(join(folder, 'x.weights'), 'x.weights')],
  [
    'the state of plugins',
    (folder) => new FilePluginStates(join(folder, 'plugins.json')).writeDisabled(new Set(['x'])),
  ],
  ['the data folder', (folder) => lockDataFolder(folder)],
])('%s that cannot be written is STORAGE_FAILED', async (_, write) => {
  const file = join(temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(write(file)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
});
