import { beforeEach, describe, expect, it } from 'vitest';
import { AjvMetadataSchemas } from '../../../adapters/json-schema/ajv-metadata-schemas.ts';
import { createCollection } from '../../../core/search/create-collection.ts';
import { FakeCollections } from '../../support/fake-collections.ts';
import { FakeModel } from '../../support/fake-model.ts';
import { FakeModelRegistry } from '../../support/fake-model-registry.ts';

const schemas = new AjvMetadataSchemas();
let deps: { models: FakeModelRegistry; collections: FakeCollections; schemas: AjvMetadataSchemas };

beforeEach(() => {
  const models = new FakeModelRegistry(
    new FakeModel(),
    new FakeModel({ name: 'wide', dimension: 8, spaceId: 'space-w' }),
  );
  deps = { models, collections: new FakeCollections(), schemas };
});

describe('createCollection', () => {
  it("takes the default model's space", async () => {
    const collection = await createCollection(deps, { name: 'gallery', description: '图' });
    expect(collection).toMatchObject({
      name: 'gallery',
      description: '图',
      modelName: 'fake',
      spaceId: 'space-a',
      dimension: 4,
    });
  });

  it('takes the space of the model asked for', async () => {
    const collection = await createCollection(deps, { name: 'gallery', model: 'wide' });
    expect(collection).toMatchObject({
      description: null,
      modelName: 'wide',
      spaceId: 'space-w',
      dimension: 8,
    });
  });

  it('does not load the model', async () => {
    await createCollection(deps, { name: 'gallery' });
    expect(deps.models.runtime('fake')).toBeUndefined();
  });

  it('names the models there are when one is not', async () => {
    const failure = createCollection(deps, { name: 'gallery', model: 'none' });
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      details: { available: ['fake', 'wide'] },
    });
    deps.models.models.length = 0;
    await expect(createCollection(deps, { name: 'gallery' })).rejects.toThrow(
      'There is no model yet. Import one first.',
    );
  });

  it.each(['', 'Gallery', '-a', '_a', 'a b', '图', 'a/b', 'a'.repeat(65), 'a\n'])(
    'refuses the name %j',
    async (name) => {
      await expect(createCollection(deps, { name })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it.each(['a', '0', 'a-b_c', 'a'.repeat(64)])('takes the name %j', async (name) => {
    await expect(createCollection(deps, { name })).resolves.toMatchObject({ name });
  });

  it.each(['x'.repeat(2001), 'a\0b', '\ud800'])(
    'refuses a description that cannot be kept',
    async (description) => {
      await expect(createCollection(deps, { name: 'a', description })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    },
  );

  it('refuses a name that is taken', async () => {
    await createCollection(deps, { name: 'a' });
    await expect(createCollection(deps, { name: 'a' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});
