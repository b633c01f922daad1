import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../adapters/files/package-root.ts';
import { homeWithDatabase } from '../support/home-template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testServer } from '../support/test-server.ts';
import { startTuwen } from '../support/tuwen-process.ts';

const fields = 'name version description licence builtIn enabled error models { name }';

it('lists plugins with the models they imported', async () => {
  const { graphql } = await testServer();
  const { data, errors } = await graphql(`{ plugins { ${fields} } }`);
  expect(errors).toEqual([]);
  expect(data.plugins).toEqual([
    {
      name: 'fake-family',
      version: '1.0.0',
      description: 'Vectors written as text',
      licence: 'MIT',
      builtIn: true,
      enabled: true,
      error: null,
      models: [{ name: 'fake' }],
    },
  ]);
});

it('switches a plugin off and on; its models stay', async () => {
  const { graphql } = await testServer();
  const off = await graphql('mutation { disablePlugin(name: "fake-family") { name enabled } }');
  expect(off.data.disablePlugin).toEqual({ name: 'fake-family', enabled: false });
  const { data } = await graphql(
    '{ plugins { enabled models { name } } embedTexts(texts: ["猫"]) { norm } }',
  );
  expect(data.plugins).toEqual([{ enabled: false, models: [{ name: 'fake' }] }]);
  expect(data.embedTexts).toHaveLength(1);
  const on = await graphql('mutation { enablePlugin(name: "fake-family") { enabled } }');
  expect(on.data.enablePlugin).toEqual({ enabled: true });
});

it('names what there is when a plugin is not there', async () => {
  const { graphql } = await testServer();
  const { data, errors } = await graphql('mutation { enablePlugin(name: "none") { name } }');
  expect(data).toEqual({ enablePlugin: null });
  expect(errors).toMatchObject([
    {
      message: 'There is no plugin none. There are: fake-family.',
      extensions: { code: 'NOT_FOUND', remedy: 'There are: fake-family.' },
    },
  ]);
});

it('is served with plugins from outside, one of which fails', async () => {
  const broken = temporaryFolder();
  writeFileSync(join(broken, 'index.mjs'), 'export const plugin = { apiVersion: 99 };');
  writeFileSync(join(broken, 'package.json'), '{ "main": "index.mjs" }');
  const template = join(packageRoot, 'plugins/template');
  const environment = {
    TUWEN_PLUGINS: [broken, template].join(),
    ...{ TUWEN_STARTER: 'off', TUWEN_ADMIN_KEY: 'a-key-of-16-letters', TUWEN_ANONYMOUS: 'reader' },
  };
  const tuwen = await startTuwen(60_000, environment, await homeWithDatabase());
  onTestFinished(() => tuwen.stop());
  const ask = async (query: string, headers = {}) => {
    const response = await fetch(`${tuwen.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the assertions are about
    return (await response.json()) as any;
  };
  const outside = async () =>
    (await ask('{ plugins { name builtIn enabled error } }')).data.plugins.filter(
      ({ builtIn }: { builtIn: boolean }) => !builtIn,
    );
  const error = expect.stringMatching(/for version 99 of the plugin contract, here is 1\. Update Tuwen/);
  expect(await outside()).toEqual([
    { name: 'template', builtIn: false, enabled: true, error: null },
    { name: basename(broken), builtIn: false, enabled: false, error },
  ]);
  const disable = 'mutation { disablePlugin(name: "template") { enabled } }';
  expect((await ask(disable)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  await ask(disable, { authorization: 'Bearer a-key-of-16-letters' });
  expect((await outside())[0]).toMatchObject({ name: 'template', enabled: false });
}, 90_000);
