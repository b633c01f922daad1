import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openDatabase } from '../../adapters/postgres/open-database.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startTuwen } from './tuwen-process.ts';

/** A home with an embedded database of this version, empty: made once for all test files, because making one takes seconds. */
export function homeWithDatabase(): Promise<string> {
  return copyOf('database', async (home) => {
    const sql = await openDatabase({ home });
    await sql.close();
  });
}

/** A home as the first start of the server leaves it: starter imported, its 1,920 drawings in the collection `emoji`. */
export function homeWithGallery(): Promise<string> {
  return copyOf('gallery', async (home) => {
    const tuwen = await startTuwen(240_000, {}, home);
    await tuwen.end('SIGTERM');
  });
}

/** A copy of a folder that the first file which needs it fills. */
async function copyOf(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const template = join(inject('templates'), name);
  if (!existsSync(template)) {
    const filled = await mkdtemp(`${template}-`);
    await fill(filled);
    // Another file may have been faster; its folder is as good.
    await rename(filled, template).catch(() => rm(filled, { recursive: true, force: true }));
  }
  const copy = temporaryFolder();
  await cp(template, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}
