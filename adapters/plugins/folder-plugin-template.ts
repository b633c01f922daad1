import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { isPluginName } from '../../core/plugins/check-plugin.ts';
import type { PluginTemplate } from '../../core/ports/plugin-template.ts';
import { packageRoot } from '../files/package-root.ts';

const templateFolder = join(packageRoot, 'plugins', 'template');

/** Copies `plugins/template`, with another name and with paths to Tuwen that are right where it lies then. */
export class FolderPluginTemplate implements PluginTemplate {
  async write(name: string, folder: string): Promise<void> {
    if (!isPluginName(name)) {
      throw new DomainError('INVALID_INPUT', `"${name}" is no name of a plugin.`, {
        remedy: 'Use 1 to 64 lower-case letters, digits or dashes that do not begin with a dash.',
      });
    }
    await makeFolder(folder);
    const toTuwen = relative(resolve(folder), packageRoot).split(sep).join('/');
    for (const file of await readdir(templateFolder)) {
      const text = await readFile(join(templateFolder, file), 'utf8');
      const adapted = text
        .replaceAll('../../', `${toTuwen}/`)
        .replaceAll(/(?<=^# |tuwen-plugin-|name: ')template\b/gm, name);
      await writeFile(join(folder, file), adapted, { flag: 'wx' });
    }
  }
}

/** @throws DomainError ALREADY_EXISTS: nothing is overwritten */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(dirname(resolve(folder)), { recursive: true });
  await mkdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new DomainError('ALREADY_EXISTS', `There is already ${folder}.`, {
      remedy: 'Choose another folder.',
    });
  });
}
