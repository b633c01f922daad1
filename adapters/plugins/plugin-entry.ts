import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { packageRoot } from '../files/package-root.ts';

/** What npm takes for a package; anything else is a folder. */
const packagePattern = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** A configured plugin that is not there, or has no module to import. */
export class PluginNotFound extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * Absolute path of the module of a plugin: of a folder, or of a package installed above the working directory or above
 * Tuwen.
 * @throws PluginNotFound
 */
export function pluginEntry(source: string, workingFolder: string): string {
  const folder = packagePattern.test(source)
    ? packageFolder(source, workingFolder)
    : resolve(workingFolder, source);
  if (!isFolder(folder)) throw new PluginNotFound('there is no such folder', 'Correct TUWEN_PLUGINS.');
  const entry = entryOf(manifestOf(folder));
  if (existsSync(join(folder, entry))) return join(folder, entry);
  throw new PluginNotFound(
    `its module ${entry} is not there`,
    'Build it, or correct `exports` in its package.json.',
  );
}

function packageFolder(name: string, workingFolder: string): string {
  const found = [workingFolder, packageRoot]
    .flatMap((from) => createRequire(join(from, 'index.js')).resolve.paths(name) ?? [])
    .map((folder) => join(folder, name))
    .find((folder) => isFolder(folder));
  if (found !== undefined) return found;
  throw new PluginNotFound(
    'there is no such package',
    `Install it (npm install ${name}), or write ./${name} for a folder.`,
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

interface PackageManifest {
  readonly exports?: unknown;
  readonly main?: unknown;
}

function manifestOf(folder: string): PackageManifest {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as PackageManifest) : {};
}

function entryOf({ exports, main }: PackageManifest): string {
  return imported(exports) ?? (typeof main === 'string' ? main : 'index.js');
}

/** Target of the package itself under the conditions of `import`, as in Node's resolution of `exports`. */
function imported(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  if ('.' in exports) return imported(exports['.']);
  for (const [condition, target] of Object.entries(exports)) {
    if (!['node', 'import', 'default'].includes(condition)) continue;
    const found = imported(target);
    if (found !== undefined) return found;
  }
  return undefined;
}
