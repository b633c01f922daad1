import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { backupFile } from '../../core/backup/backup-job.ts';
import { DomainError } from '../../core/errors.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { atomicWrite } from '../files/atomic-write.ts';
import { blobPath } from '../files/blob-path.ts';
import { FileBlobStore } from '../files/file-blob-store.ts';
import { isMissing } from '../files/missing-file.ts';
import type { ArchiveReader } from './archive-reader.ts';
import type { Dump } from './archive-writer.ts';
import { isEntryName, pictureOf, pluginStatesName } from './backup-manifest.ts';
import { countPictures, pictureAddresses } from './dump-database.ts';

/** Pictures of the database, from the home folder; those that are not there are named. */
export async function dumpPictures(
  home: string,
  sql: SqlClient,
  { archive, onProgress }: Dump,
): Promise<{ readonly pictures: number; readonly missingPictures: readonly string[] }> {
  const missingPictures: string[] = [];
  const total = await countPictures(sql);
  let pictures = 0;
  for await (const sha256 of pictureAddresses(sql)) {
    await onProgress({ stage: 'pictures', done: pictures + missingPictures.length, total });
    const path = blobPath(join(home, 'pictures'), sha256);
    if ((await stat(path).catch(() => undefined)) === undefined) {
      missingPictures.push(sha256);
      continue;
    }
    const facts = await archive.add(`pictures/${sha256}`, createReadStream(path), { compress: false });
    if (facts.sha256 !== sha256)
      throw new DomainError('STORAGE_FAILED', `The picture ${sha256} is damaged on the disk.`, {
        remedy: 'Replace or delete its item (tuwen doctor names them all), then back up again.',
      });
    pictures++;
  }
  return { pictures, missingPictures };
}

/** Which plugins are switched off, where that was ever said. */
export async function dumpPluginStates(home: string, { archive, entries }: Dump): Promise<void> {
  const path = join(home, pluginStatesName);
  if (await isThere(path))
    entries[pluginStatesName] = await archive.add(pluginStatesName, createReadStream(path));
}

/** Every file of a folder of the home, and below; what is half-written or a note of this machine is left out. */
export async function dumpFolder(
  home: string,
  folder: 'models' | 'jobs',
  { archive, entries, onProgress }: Dump,
): Promise<void> {
  const found = await readdir(join(home, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) => `${join(entry.parentPath, entry.name).slice(home.length + 1)}`)
    .filter((name) => isEntryName(name) && !/\.(partial|tmp)$/.test(name) && basename(name) !== backupFile)
    .sort();
  for (const [done, name] of names.entries()) {
    await onProgress({ stage: folder, done, total: names.length });
    entries[name] = await archive.add(name, createReadStream(join(home, name)), {
      compress: folder === 'jobs',
    });
  }
}

/** @throws DomainError ALREADY_EXISTS when a model of the home is another one than that of the backup */
export async function requireSameModels(home: string, archive: ArchiveReader): Promise<void> {
  for (const name of archive.names().filter((each) => each.endsWith('/manifest.json'))) {
    const there = await readFile(join(home, name)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (there === undefined || there.equals(await buffer(archive.read(name)))) continue;
    const [, model] = name.split('/');
    throw new DomainError('ALREADY_EXISTS', `There is another model ${model} already.`, {
      remedy: 'Restore into another TUWEN_HOME, or move its folder away. Nothing was changed.',
    });
  }
}

/** Writes pictures, models, files of jobs and which plugins are off; what is there already stays. */
export async function restoreFiles(home: string, archive: ArchiveReader): Promise<void> {
  const blobs = new FileBlobStore(join(home, 'pictures'));
  const files = archive.names().filter((name) => /^(models|jobs)\//.test(name) || name === pluginStatesName);
  for (const name of archive.names()) {
    const sha256 = pictureOf(name);
    if (sha256 !== undefined && !(await blobs.has(sha256))) await blobs.put(await buffer(archive.read(name)));
  }
  // A model is there from the moment that its manifest is.
  const last = (name: string) => Number(name.endsWith('/manifest.json') || name === 'models/.default');
  for (const name of files.sort((a, b) => last(a) - last(b))) {
    if (!name.startsWith('jobs/') && (await isThere(join(home, name)))) continue;
    await atomicWrite(join(home, name), archive.read(name));
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
