import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that goes when the test file is over, or with the run's (`run-folder.ts`) where its process is killed. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'file-'));
  folders.push(folder);
  return folder;
}
