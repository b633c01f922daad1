import { DomainError } from '../errors.ts';
import type { BackbonePlugin } from '../plugin.ts';
import { backboneFlaw } from './check-backbone.ts';

/**
 * A plugin whose faults name it: whatever it throws that is no DomainError, and a backbone that breaks the contract,
 * becomes PLUGIN_FAILED.
 */
export function guardPlugin(plugin: BackbonePlugin): BackbonePlugin {
  const { apiVersion, name, version, description, licence } = plugin;
  return {
    ...{ apiVersion, name, version, description, licence },
    recognises: (checkpoint) =>
      named(name, 'telling whether the checkpoint is its own', async () => plugin.recognises(checkpoint)),
    describe: (checkpoint, options) =>
      named(name, 'describing the checkpoint', async () => {
        const backbone = await plugin.describe(checkpoint, options);
        const flaw = backboneFlaw(backbone);
        if (flaw !== undefined) throw new TypeError(flaw);
        return backbone;
      }),
  };
}

async function named<T>(name: string, task: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError('PLUGIN_FAILED', `The plugin ${name} failed while ${task}: ${reason}.`, {
      remedy: 'Report it to its author, or disable it.',
      details: { plugin: name },
      cause,
    });
  }
}
