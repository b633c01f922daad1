import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../core/errors.ts';
import { PluginRegistry } from '../../../core/plugins/plugin-registry.ts';
import type { PluginModule } from '../../../core/ports/plugin-loader.ts';
import { fakeCheckpoint } from '../../support/fake-checkpoint.ts';
import { fakePlugin } from '../../support/fake-plugin.ts';

function registry(modules: readonly PluginModule[] = [], initiallyDisabled: readonly string[] = []) {
  let disabled: ReadonlySet<string> = new Set(initiallyDisabled);
  let loads = 0;
  const plugins = new PluginRegistry({
    builtIn: [fakePlugin({ name: 'first' }), fakePlugin({ name: 'second' })],
    loader: {
      load: async () => {
        loads++;
        return modules;
      },
    },
    states: {
      readDisabled: async () => disabled,
      writeDisabled: async (names) => {
        disabled = names;
      },
    },
  });
  const enabled = async () => (await plugins.enabled()).map(({ name }) => name);
  return { plugins, enabled, disabled: () => [...disabled], loads: () => loads };
}

const outside = (plugin: unknown, source = './outside'): PluginModule => ({ source, plugin });

describe('PluginRegistry', () => {
  it('asks built-in plugins first, and loads those from outside once', async () => {
    const { plugins, enabled, loads } = registry([outside(fakePlugin({ name: 'third' }))]);
    expect(await enabled()).toEqual(['first', 'second', 'third']);
    expect((await plugins.list()).map(({ name, builtIn }) => [name, builtIn])).toEqual([
      ['first', true],
      ['second', true],
      ['third', false],
    ]);
    expect(loads()).toBe(1);
  });

  it.each([
    ['exports no plugin', undefined, /\.\/outside cannot be used: it exports no `plugin`\..*definePlugin/],
    ['exports something else', 'plugin', /it exports no `plugin`/],
    [
      'is of an older contract',
      { ...fakePlugin(), apiVersion: 0 },
      /for version 0 of .* here is 1\. Update the plugin/,
    ],
    [
      'is of a newer contract',
      { ...fakePlugin(), apiVersion: 2 },
      /for version 2 of .* here is 1\. Update Tuwen/,
    ],
    ['does not tell its contract', { name: 'x' }, /for version undefined .* Update the plugin/],
    ['has a name that is none', fakePlugin({ name: 'My Plugin' }), /its name is "My Plugin"\. Use 1 to 64/],
    ['has no licence', { ...fakePlugin({ name: 'x' }), licence: '' }, /its licence is no text/],
    [
      'describes nothing',
      { ...fakePlugin({ name: 'x' }), describe: undefined },
      /its describe is no function/,
    ],
    [
      'has the name of a built-in one',
      fakePlugin({ name: 'first' }),
      /the name first is taken by a built-in plugin/,
    ],
  ])('lists a plugin that %s with the remedy, and goes on without it', async (_, plugin, error) => {
    const { plugins, enabled } = registry([
      outside(plugin),
      outside(fakePlugin({ name: 'third' }), './other'),
    ]);
    expect(await enabled()).toEqual(['first', 'second', 'third']);
    const failed = (await plugins.list()).filter((entry) => entry.error !== undefined);
    expect(failed).toEqual([
      expect.objectContaining({ builtIn: false, enabled: false, error: expect.stringMatching(error) }),
    ]);
  });

  it('gives a name to the first of two outside plugins', async () => {
    const { plugins } = registry([
      outside(fakePlugin({ name: 'same' })),
      outside(fakePlugin({ name: 'same' }), 'b'),
    ]);
    expect((await plugins.list()).slice(2)).toMatchObject([
      { name: 'same', enabled: true },
      { name: 'same', error: expect.stringMatching(/^The plugin b cannot .* taken by a plugin before it/) },
    ]);
  });

  it('tells why a module could not be imported', async () => {
    const failure = { reason: 'no such package', remedy: 'Install it.' };
    const { plugins } = registry([{ source: 'gone', failure }]);
    expect((await plugins.list()).at(-1)).toEqual({
      name: 'gone',
      builtIn: false,
      enabled: false,
      error: 'The plugin gone cannot be used: no such package. Install it.',
    });
    await expect(plugins.setEnabled('gone', true)).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringContaining('no such package'),
    });
  });

  it('keeps what is switched off, and switches it on again', async () => {
    const { plugins, enabled, disabled } = registry([], ['second', 'not-here-today']);
    expect(await enabled()).toEqual(['first']);
    const changed = await Promise.all([
      plugins.setEnabled('first', false),
      plugins.setEnabled('second', true),
    ]);
    expect(changed.map(({ name, enabled: is }) => [name, is])).toEqual([
      ['first', false],
      ['second', true],
    ]);
    expect(await enabled()).toEqual(['second']);
    expect(disabled()).toEqual(['not-here-today', 'first']);
    await expect(plugins.setEnabled('third', true)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no plugin third. There are: first, second.',
    });
  });

  it.each([
    [
      'recognises',
      () => {
        throw new TypeError('x is undefined');
      },
    ],
    ['describe', () => Promise.reject(new TypeError('x is undefined'))],
  ] as const)('names the plugin whose %s fails', async (method, fail) => {
    const { plugins } = registry([outside({ ...fakePlugin({ name: 'broken' }), [method]: fail })]);
    const broken = (await plugins.enabled()).at(-1)!;
    await expect(broken[method](fakeCheckpoint(), { weights: 'as-stored' })).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringMatching(/^The plugin broken failed while .*: x is undefined\. .*disable it/),
      details: { plugin: 'broken' },
    });
  });

  it('passes on what a plugin refuses a checkpoint for', async () => {
    const refusal = new DomainError('CHECKPOINT_MISMATCH', 'no weight a');
    const { plugins } = registry([
      outside(fakePlugin({ name: 'x', describe: () => Promise.reject(refusal) })),
    ]);
    const plugin = (await plugins.enabled()).at(-1)!;
    await expect(plugin.describe(fakeCheckpoint(), { weights: 'as-stored' })).rejects.toBe(refusal);
  });

  it('keeps `this` of a plugin that is an object with methods', async () => {
    const plugin = {
      ...fakePlugin({ name: 'x' }),
      marker: 'a',
      recognises(this: { readonly marker: string }, { tensors }: { tensors: ReadonlyMap<string, unknown> }) {
        return tensors.has(this.marker);
      },
    };
    const { plugins } = registry([outside(plugin)]);
    expect(await (await plugins.enabled()).at(-1)!.recognises(fakeCheckpoint({ a: [1] }))).toBe(true);
  });
});
