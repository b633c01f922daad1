import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConformanceBench, ConformanceSubject, PluginCheck } from '../core/plugins/conformance.ts';
import { describingChecks } from '../core/plugins/describing-checks.ts';
import { importingChecks } from '../core/plugins/importing-checks.ts';
import { PluginRegistry } from '../core/plugins/plugin-registry.ts';
import { servingChecks } from '../core/plugins/serving-checks.ts';
import { readConfig } from './config.ts';
import { createContainer, createImport, resolveAll, tokens } from './container.ts';

export type { ConformanceSubject, PluginCheck };

/**
 * The checks that every plugin passes, for any test runner: each has a name and throws what does not hold. `close` when
 * they have run; it removes what they wrote.
 */
export async function pluginConformance(
  subject: ConformanceSubject,
): Promise<{ readonly checks: readonly PluginCheck[]; close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-conformance-'));
  const container = createContainer(readConfig({ TUWEN_HOME: home, TUWEN_THREADS: '1' }));
  const plugins = new PluginRegistry({
    builtIn: [subject.plugin],
    loader: { load: async () => [] },
    states: { readDisabled: async () => new Set(), writeDisabled: async () => undefined },
  });
  container.register(tokens.plugins, { useValue: plugins });
  const { models, preprocessor, checkpoints, graphs, probes } = resolveAll(container, [
    'models',
    'preprocessor',
    'checkpoints',
    'graphs',
    'probes',
  ]);
  const bench: ConformanceBench = {
    checkpoints,
    probes,
    importModel: createImport(container),
    brokenImport: createImport(container, {
      write: (tower, ...rest) =>
        tower.name === 'text' ? Promise.reject(new Error('no text tower')) : graphs.write(tower, ...rest),
    }),
    load: (name) => models.load(name),
    modelFolders: () => readdir(join(home, 'models')).catch(() => []),
  };
  const close = async () => {
    await models.close();
    await preprocessor.close();
    await rm(home, { recursive: true, force: true });
  };
  const checks = [describingChecks, importingChecks, servingChecks].flatMap((make) => make(subject, bench));
  return { checks, close };
}
