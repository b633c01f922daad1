import { type BackbonePlugin, pluginApiVersion } from '../plugin.ts';

/** Why something is no plugin of ours, and what to do about it. */
export interface PluginFlaw {
  readonly reason: string;
  readonly remedy: string;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Whether a plugin may have this name. */
export function isPluginName(name: string): boolean {
  return namePattern.test(name);
}

/** What is wrong with a module's `plugin`; undefined when it fulfils the contract's outer form. */
export function flawOf(value: unknown): PluginFlaw | undefined {
  if (typeof value !== 'object' || value === null) {
    return {
      reason: 'it exports no `plugin`',
      remedy: "Write `export const plugin = definePlugin({ … })` with `definePlugin` from 'tuwen/plugin'.",
    };
  }
  const plugin = value as Readonly<Record<keyof BackbonePlugin, unknown>>;
  if (plugin.apiVersion !== pluginApiVersion) return versionFlaw(plugin.apiVersion);
  if (typeof plugin.name !== 'string' || !isPluginName(plugin.name)) {
    return {
      reason: `its name is ${JSON.stringify(plugin.name)}`,
      remedy: 'Use 1 to 64 lower-case letters, digits or dashes that do not begin with a dash.',
    };
  }
  for (const field of ['version', 'description', 'licence'] as const) {
    if (typeof plugin[field] === 'string' && plugin[field] !== '') continue;
    return { reason: `its ${field} is no text`, remedy: `Give definePlugin a ${field}.` };
  }
  for (const field of ['recognises', 'describe'] as const) {
    if (typeof plugin[field] === 'function') continue;
    return { reason: `its ${field} is no function`, remedy: `Give definePlugin a function ${field}.` };
  }
  return undefined;
}

function versionFlaw(version: unknown): PluginFlaw {
  const isOlder = typeof version === 'number' && version < pluginApiVersion;
  return {
    reason: `it was written for version ${JSON.stringify(version)} of the plugin contract, here is ${pluginApiVersion}`,
    remedy: isOlder || version === undefined ? 'Update the plugin.' : 'Update Tuwen, or use an older plugin.',
  };
}
