import { expect, it } from 'vitest';
import { badPicture, picture } from '../support/fake-model.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

it('creates a collection once', async () => {
  const { graphql } = await testServer();
  const mutation = `mutation {
    createCollection(input: { name: "a", description: "图", model: "fake" }) { collection { name description itemCount modelName } }
  }`;
  const { data } = await graphql(mutation);
  expect(data.createCollection.collection).toEqual({
    name: 'a',
    description: '图',
    itemCount: 0,
    modelName: 'fake',
  });
  const again = await graphql(mutation);
  expect(again.data).toEqual({ createCollection: null });
  expect(again.errors[0]!.extensions).toMatchObject({ code: 'ALREADY_EXISTS' });
});

it('deletes a collection, and says whether there was one', async () => {
  const server = await testServer();
  await addGallery(server);
  const remove = 'mutation { deleteCollection(name: "gallery") { deleted } }';
  expect((await server.graphql(remove)).data.deleteCollection).toEqual({ deleted: true });
  expect((await server.graphql(remove)).data.deleteCollection).toEqual({ deleted: false });
  expect((await server.graphql('{ collections { name } }')).data.collections).toEqual([]);
});

it('adds items, replaces them by key, and rejects unfit ones by their place', async () => {
  const server = await testServer();
  await addGallery(server);
  const { data, errors } = await server.graphql(
    `mutation ($input: AddItemsInput!) {
      addItems(input: $input) {
        items { key text metadata } createdCount updatedCount rejected { index key code message }
      }
    }`,
    {
      input: {
        collection: 'gallery',
        items: [
          { key: 'p0', text: '新', metadata: { a: [1, null, { b: true }] } },
          { key: 'bad', image: { base64: base64(badPicture) } },
          { key: 'new', image: { base64: base64(picture(1, 1, 1, 1)) } },
          { key: 'nothing' },
        ],
      },
    },
  );
  expect(errors).toEqual([]);
  expect(data.addItems).toEqual({
    items: [
      { key: 'p0', text: '新', metadata: { a: [1, null, { b: true }] } },
      { key: 'new', text: null, metadata: {} },
    ],
    createdCount: 1,
    updatedCount: 1,
    rejected: [
      { index: 1, key: 'bad', code: 'IMAGE_UNREADABLE', message: 'The picture cannot be read.' },
      {
        index: 3,
        key: 'nothing',
        code: 'INVALID_INPUT',
        message: 'The item has neither a picture nor a text.',
      },
    ],
  });
});

it('deletes items by key', async () => {
  const server = await testServer();
  await addGallery(server);
  const { data } = await server.graphql(
    'mutation { deleteItems(input: { collection: "gallery", keys: ["p0", "t", "nobody"] }) { deletedCount } }',
  );
  expect(data.deleteItems).toEqual({ deletedCount: 2 });
  expect(
    (await server.graphql('{ collection(name: "gallery") { itemCount } }')).data.collection.itemCount,
  ).toBe(3);
  const nowhere = await server.graphql(
    'mutation { deleteItems(input: { collection: "nowhere", keys: [] }) { deletedCount } }',
  );
  expect(nowhere.errors[0]!.extensions).toMatchObject({ code: 'NOT_FOUND' });
});

it('announces an upload with a signed path and its expiry', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(
    'mutation { createUpload(input: { sizeBytes: 3 }) { upload { id putUrl expiresAt } } }',
  );
  const { id, putUrl, expiresAt } = data.createUpload.upload;
  expect(putUrl).toMatch(
    new RegExp(`^/uploads/${id}\\?size=3&expires=${Date.parse(expiresAt)}&signature=[\\w-]{43}$`),
  );
  const tooLarge = await graphql(
    'mutation { createUpload(input: { sizeBytes: 20971521 }) { upload { id } } }',
  );
  expect(tooLarge.errors[0]!.extensions).toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    details: { limit: 20_971_520 },
  });
});

it('loads, unloads and chooses models', async () => {
  const server = await testServer();
  const fields = '{ name isDefault runtime { precision provider } }';
  const call = async (mutation: string) => server.graphql(`mutation { ${mutation} ${fields} }`);
  const model = { name: 'fake', isDefault: true };
  const loaded = await call('loadModel(name: "fake", precision: FLOAT32)');
  expect(loaded.data.loadModel).toEqual({ ...model, runtime: { precision: 'FLOAT32', provider: 'CPU' } });
  expect((await call('unloadModel(name: "fake")')).data.unloadModel).toEqual({ ...model, runtime: null });
  expect((await call('setDefaultModel(name: "fake")')).data.setDefaultModel).toMatchObject(model);
  for (const field of ['loadModel', 'unloadModel', 'setDefaultModel']) {
    const { data, errors } = await call(`${field}(name: "none")`);
    expect(data).toEqual({ [field]: null });
    expect(errors[0]!.extensions).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  }
});
