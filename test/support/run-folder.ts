import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;

/**
 * Everything that this run leaves among temporary files, from tests, servers that are killed and browsers, lies in one folder, which goes when
 * the run is over.
 */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), 'tuwen-test-'));
  process.env['TMPDIR'] = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
