import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { compiledFile } from '../files/package-root.ts';
import { initialize, resolve } from './resolve-plugin-api.ts';

/** `registerHooks` takes the place of `register` from Node 22.15 on; Node 20 has only the latter. */
const { register, registerHooks } = nodeModule as typeof nodeModule & {
  readonly registerHooks?: (hooks: { readonly resolve: typeof resolve }) => void;
};

let isProvided = false;

/**
 * From now on `import … from 'tuwen/plugin'` finds this Tuwen's own module from any folder, so that a plugin needs no
 * installation and shares our classes.
 */
export function providePluginApi(): void {
  if (isProvided) return;
  isProvided = true;
  const url = (path: string) => pathToFileURL(compiledFile(path)).href;
  const provided = {
    'tuwen/plugin': url('core/plugin-api.js'),
    'tuwen/plugin-conformance': url('api/plugin-conformance.js'),
  };
  if (registerHooks === undefined) {
    register(url('adapters/plugins/resolve-plugin-api.js'), { data: provided });
  } else {
    initialize(provided);
    registerHooks({ resolve });
  }
}
