import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Absolute path of Tuwen's own folder, found upwards from this file, so it is right from source and from `dist/`. */
export const packageRoot: string = findPackageRoot(import.meta.dirname);

/**
 * Absolute path of a compiled file, whether the caller itself runs from source or compiled. Worker threads need it:
 * Node 20 cannot run TypeScript in them.
 * @param relativeJsPath path inside `dist/`, e.g. `adapters/images/prepare-worker.js`
 */
export function compiledFile(relativeJsPath: string): string {
  return join(packageRoot, 'dist', relativeJsPath);
}

function findPackageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isTuwen(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error('The package.json of tuwen was not found above its own code.');
  }
}

function isTuwen(manifestPath: string): boolean {
  if (!existsSync(manifestPath)) return false;
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'tuwen';
}
