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

it('holds new items to the schema of metadata, and changes it only where stored items fit', async () => {
  const server = await testServer();
  const priced = { required: ['price'], properties: { price: { type: 'number' } } };
  const created = await server.graphql(
    `mutation ($schema: JSONObject) {
      createCollection(input: { name: "shop", metadataSchema: $schema }) { collection { metadataSchema } }
    }`,
    { schema: priced },
  );
  expect(created.data.createCollection.collection).toEqual({ metadataSchema: priced });

  const items = [
    { key: 'a', text: 'a', metadata: { price: 3 } },
    { key: 'b', text: 'b', metadata: { price: '3' } },
    { key: 'c', text: 'c' },
  ];
  const added = await server.graphql(
    `mutation ($items: [ItemInput!]!) {
      addItems(input: { collection: "shop", items: $items }) { createdCount rejected { index key code message } }
    }`,
    { items },
  );
  const misfit = "The metadata does not fit the collection's schema: ";
  expect(added.data.addItems).toEqual({
    createdCount: 1,
    rejected: [
      { index: 1, key: 'b', code: 'INVALID_INPUT', message: `${misfit}/price must be number, found "3".` },
      { index: 2, key: 'c', code: 'INVALID_INPUT', message: `${misfit}/price is missing.` },
    ],
  });

  const update = (input: object) =>
    server.graphql(
      `mutation ($input: UpdateCollectionInput!) {
        updateCollection(input: $input) {
          collection { description metadataSchema } misfitCount misfits { key problem }
        }
      }`,
      { input: { name: 'shop', ...input } },
    );
  const named = { required: ['name'] };
  const refused = await update({ metadataSchema: named });
  expect(refused.errors[0]).toMatchObject({
    message: expect.stringContaining(
      '1 items of the collection shop do not fit this metadata schema (a: /name',
    ),
    extensions: { code: 'INVALID_INPUT', details: { misfitCount: 1 } },
  });
  const kept = await update({ metadataSchema: named, misfits: 'KEEP', description: '商店' });
  expect(kept.data.updateCollection).toEqual({
    collection: { description: '商店', metadataSchema: named },
    misfitCount: 1,
    misfits: [{ key: 'a', problem: '/name is missing' }],
  });
  const removed = await update({ metadataSchema: null });
  expect(removed.data.updateCollection.collection).toEqual({ description: '商店', metadataSchema: null });
  expect((await update({ metadataSchema: { $ref: 'http://127.0.0.1/' } })).errors[0]!.message).toContain(
    '$ref',
  );
  expect((await update({ name: 'none' })).errors[0]!.extensions['code']).toBe('NOT_FOUND');
});
