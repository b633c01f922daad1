import { expect, it } from 'vitest';
import { testServer } from '../support/test-server.ts';

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
