import { type BackbonePlugin, definePlugin } from '../../core/plugin.ts';

/** A plugin of the family of {@link FakeModel} that recognises nothing. */
export function fakePlugin(changes: Partial<BackbonePlugin> = {}): BackbonePlugin {
  const plugin = definePlugin({
    name: 'fake-family',
    version: '1.0.0',
    description: 'Vectors written as text',
    licence: 'MIT',
    recognises: () => false,
    describe: () => Promise.reject(new Error('describes nothing')),
  });
  return { ...plugin, ...changes };
}
