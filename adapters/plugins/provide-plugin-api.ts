import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { compiledFile } from '../files/package-root.ts';

let isProvided = false;

/**
 * From now on `import … from 'tuwen/plugin'` finds this Tuwen's own module from any folder, so that a plugin needs no
 * installation and shares our classes. `module.register`, because `registerHooks` is not in Node 20.
 */
export function providePluginApi(): void {
  if (isProvided) return;
  isProvided = true;
  const url = (path: string) => pathToFileURL(compiledFile(path)).href;
  register(url('adapters/plugins/resolve-plugin-api.js'), {
    data: {
      'tuwen/plugin': url('core/plugin-api.js'),
      'tuwen/plugin-conformance': url('api/plugin-conformance.js'),
    },
  });
}
