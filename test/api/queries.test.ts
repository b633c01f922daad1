import { expect, it } from 'vitest';
import { DomainError } from '../../core/errors.ts';
import { defaultIndex } from '../../core/search/indexes/index-settings.ts';
import { badPicture, FakeModel, picture } from '../support/fake-model.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const floats = (packed: string): number[] => [
  ...new Float32Array(new Uint8Array(Buffer.from(packed, 'base64')).buffer),
];

it('lists models with what they are and how they run', async () => {
  const { graphql } = await testServer();
  const query = `{
    models {
      name family isDefault dimension imageSize contextLength vocabularySize logitScale scoring { kind scale bias }
      parameters { total visual text } precisions { precision sizeBytes parity { passed } } weights spaceId source { fileName sha256 } importedAt
      runtime { provider rejected { provider reason } }
    }
  }`;
  const before = await graphql(query);
  expect(before.errors).toEqual([]);
  expect(before.data.models).toEqual([
    {
      name: 'fake',
      family: 'fake-family',
      isDefault: true,
      dimension: 4,
      imageSize: 2,
      contextLength: 12,
      vocabularySize: 100,
      logitScale: 10,
      scoring: { kind: 'SOFTMAX', scale: 10, bias: 0 },
      parameters: { total: 3, visual: 2, text: 1 },
      precisions: [{ precision: 'FLOAT32', sizeBytes: 4, parity: null }],
      weights: 'AS_STORED',
      spaceId: 'space-a',
      source: { fileName: 'fake.pt', sha256: '11' },
      importedAt: '2026-11-23T09:14:09.123Z',
      runtime: null,
    },
  ]);
  await graphql('{ embedTexts(texts: ["a"]) { norm } }');
  const after = await graphql(query);
  expect(after.data.models[0].runtime).toEqual({
    provider: 'CPU',
    rejected: [{ provider: 'CUDA', reason: 'no device' }],
  });
});

it('lists templates to take, and classification takes as many', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql('{ templateSets { name origin datasets templates } }');
  const find = (origin: string, name: string) =>
    data.templateSets.find(
      (set: { name: string; origin: string }) => set.origin === origin && set.name === name,
    );
  expect(find('TUWEN', 'general').datasets).toEqual([]);
  expect(find('CHINESE_CLIP', 'eurosat').datasets).toEqual(['eurosat_clip', 'resisc45_clip']);
  const { length } = find('CHINESE_CLIP', 'openai').templates;
  const classify = (count: number) =>
    graphql(
      'query ($image: ImageInput!, $templates: [String!]) { classifyImage(image: $image, labels: ["[1,0,0,0]"], templates: $templates) { promptsPerLabel } }',
      { image: { base64: base64(picture(0, 5, 0, 0)) }, templates: Array(count).fill('{}') },
    );
  expect((await classify(length)).data.classifyImage.promptsPerLabel).toBe(183);
  expect((await classify(201)).errors[0]!.message).toContain('at most 200');
});

it('gives one model by name, the default one without a name, null for an unknown one', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(
    '{ a: model { name } b: model(name: "fake") { name } c: model(name: "none") { name } }',
  );
  expect(data).toEqual({ a: { name: 'fake' }, b: { name: 'fake' }, c: null });
});

it('shows how texts are read', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(
    '{ tokenize(texts: ["ab", ""]) { text ids tokens pieceCount unknownCount truncated } }',
  );
  expect(data.tokenize).toEqual([
    {
      text: 'ab',
      ids: [101, 97, 98, 102],
      tokens: ['a', 'b'],
      pieceCount: 2,
      unknownCount: 0,
      truncated: false,
    },
    { text: '', ids: [101, 102], tokens: [], pieceCount: 0, unknownCount: 0, truncated: false },
  ]);
});

it('tells of every piece where the tokenizer can, and null where it cannot', async () => {
  const inspect = (text: string) => ({
    pieces: Array.from(text, (token, start) => ({
      token,
      id: 1,
      isUnknown: token === '?',
      isKept: start < 2,
      place: token === '-' ? null : { start, end: start + 1 },
    })),
    foldings: [{ start: 0, end: 1, before: 'A', after: 'a', kinds: ['lower-case' as const] }],
  });
  const server = await testServer();
  server.services.model.inspect = inspect;
  server.services.model.tokenize = (text) => ({
    ids: Int32Array.of(101, 1, 1, 102),
    tokens: [...text].slice(0, 2),
    pieceCount: text.length,
    unknownCount: 1,
    truncated: true,
  });
  const { data } = await server.graphql(
    '{ tokenize(texts: ["A?b-"]) { cutAt foldings { start end before after kinds } pieces { token id isUnknown isKept start end text } } }',
  );
  const [{ cutAt, foldings, pieces }] = data.tokenize;
  expect(cutAt).toBe(2);
  expect(foldings).toEqual([{ start: 0, end: 1, before: 'A', after: 'a', kinds: ['LOWER_CASE'] }]);
  expect(pieces[1]).toEqual({
    token: '?',
    id: 1,
    isUnknown: true,
    isKept: true,
    start: 1,
    end: 2,
    text: '?',
  });
  expect(pieces[3]).toMatchObject({ isKept: false, start: null, end: null, text: null });
});

it('embeds texts in all forms', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(`{
    embedTexts(texts: ["[3,4,0,0]", "[0,0,0,2]"]) {
      dimension norm values packed
      raw: values(normalized: false) packedRaw: packed(normalized: false)
      tokenization { text truncated }
    }
  }`);
  const [first, second] = data.embedTexts;
  expect(first).toMatchObject({
    dimension: 4,
    norm: 5,
    raw: [3, 4, 0, 0],
    tokenization: { text: '[3,4,0,0]' },
  });
  expect(first.values).toBeAllClose([0.6, 0.8, 0, 0], { atol: 1e-7 });
  expect(floats(first.packed)).toEqual(first.values);
  expect(floats(first.packedRaw)).toEqual([3, 4, 0, 0]);
  expect(second.norm).toBe(2);
});

it('embeds pictures; one that cannot be read is null with an error at its place', async () => {
  const { graphql } = await testServer();
  const images = [
    { base64: base64(picture(0, 5, 0, 0)) },
    { base64: base64(badPicture) },
    { base64: `data:image/png;base64,${base64(picture(1, 0, 0, 0))}` },
    { uploadId: '0'.repeat(32) },
  ];
  const answer = await graphql(
    'query ($images: [ImageInput!]!) { embedImages(images: $images) { norm values } }',
    { images },
  );
  expect(answer.status).toBe(200);
  expect(answer.data.embedImages).toEqual([
    { norm: 5, values: [0, 1, 0, 0] },
    null,
    { norm: 1, values: [1, 0, 0, 0] },
    null,
  ]);
  expect(answer.errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
    [['embedImages', 1], 'IMAGE_UNREADABLE'],
    [['embedImages', 3], 'NOT_FOUND'],
  ]);
});

it('compares pictures with texts', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(
    `query ($images: [ImageInput!]!, $texts: [String!]!) {
      similarity(images: $images, texts: $texts) {
        logitScale cosines logitsPerImage logitsPerText probabilitiesPerImage probabilitiesPerText packedCosines
      }
    }`,
    {
      images: [{ base64: base64(picture(1, 0, 0, 0)) }, { base64: base64(picture(0, 1, 0, 0)) }],
      texts: ['[1,0,0,0]'],
    },
  );
  const { packedCosines, probabilitiesPerText, ...rest } = data.similarity;
  expect(rest).toEqual({
    logitScale: 10,
    cosines: [[1], [0]],
    logitsPerImage: [[10], [0]],
    logitsPerText: [[10, 0]],
    probabilitiesPerImage: [[1], [1]],
  });
  expect(probabilitiesPerText[0]).toBeAllClose([0.9999546, 0.0000454], { atol: 1e-7 });
  expect(floats(packedCosines)).toEqual([1, 0]);
});

it('says which picture spoils a comparison', async () => {
  const { graphql } = await testServer();
  const images = [{ base64: base64(picture(1, 0, 0, 0)) }, { base64: base64(badPicture) }];
  const answer = await graphql(
    'query ($i: [ImageInput!]!) { similarity(images: $i, texts: ["x"]) { cosines } }',
    { i: images },
  );
  expect(answer.data).toEqual({ similarity: null });
  expect(answer.errors[0]).toMatchObject({ extensions: { code: 'IMAGE_UNREADABLE', details: { index: 1 } } });
});

it('classifies a picture', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(
    `query ($image: ImageInput!, $labels: [String!]!) {
      classifyImage(image: $image, labels: $labels, templates: ["{}"], logitScale: 10) {
        logitScale promptsPerLabel predictions(first: 2) { label index probability cosine }
      }
      original: classifyImage(image: $image, labels: $labels) { logitScale predictions { index } }
    }`,
    { image: { base64: base64(picture(0, 1, 0, 0)) }, labels: ['[1,0,0,0]', '[0,1,0,0]', '[0,0,1,0]'] },
  );
  expect(data.classifyImage).toMatchObject({ logitScale: 10, promptsPerLabel: 1 });
  expect(data.classifyImage.predictions).toMatchObject([
    { label: '[0,1,0,0]', index: 1, cosine: 1 },
    { label: '[1,0,0,0]', index: 0, cosine: 0 },
  ]);
  expect(data.classifyImage.predictions[0].probability).toBeCloseTo(0.9999092, 6);
  expect(data.original).toEqual({ logitScale: 100, predictions: [{ index: 1 }, { index: 0 }, { index: 2 }] });
});

it('scores with the sigmoid of a model that has one', async () => {
  const { graphql, services } = await testServer();
  services.models.models.push(
    new FakeModel({ name: 'sigmoid', scoring: { kind: 'sigmoid', scale: 10, bias: -4 } }),
  );
  const scoring = 'logitScale scoring { kind scale bias }';
  const { data, errors } = await graphql(
    `query ($image: ImageInput!, $labels: [String!]!) {
      model(name: "sigmoid") { ${scoring} }
      similarity(images: [$image], texts: $labels, model: "sigmoid") { ${scoring} logitsPerText probabilitiesPerImage }
      classifyImage(image: $image, labels: $labels, model: "sigmoid") { ${scoring} predictions { probability } }
    }`,
    { image: { base64: base64(picture(0, 1, 0, 0)) }, labels: ['[0,1,0,0]', '[1,0,0,0]'] },
  );
  expect(errors).toEqual([]);
  const expected = { logitScale: 10, scoring: { kind: 'SIGMOID', scale: 10, bias: -4 } };
  for (const part of ['model', 'similarity', 'classifyImage']) expect(data[part]).toMatchObject(expected);
  expect(data.similarity.logitsPerText).toEqual([[6], [-4]]);
  expect(data.similarity.probabilitiesPerImage[0]).toBeAllClose([0.99752738, 0.01798621], { atol: 1e-7 });
  expect(
    data.classifyImage.predictions.map((prediction: { probability: number }) => prediction.probability),
  ).toEqual(data.similarity.probabilitiesPerImage[0]);
});

it('searches by text, picture, item and vector', async () => {
  const server = await testServer();
  const { itemIds } = await addGallery(server);
  const query = `query ($query: SearchInput!) {
    search(collection: "gallery", query: $query, first: 2) { nodes { key } edges { score rank } tokenization { text } }
  }`;
  const keys = async (search: object) =>
    (await server.graphql(query, { query: search })).data.search.nodes.map((n: { key: string }) => n.key);
  expect(await keys({ text: '[0,2,0,0]' })).toEqual(['p2', 'p1']);
  expect(await keys({ image: { base64: base64(picture(0, 0, 0, 1)) } })).toEqual(['p3', expect.any(String)]);
  expect(await keys({ image: { itemId: itemIds[0] } })).toEqual(['p0', 'p1']);
  expect(await keys({ itemId: itemIds[0] })).toEqual(['p1', expect.any(String)]);
  expect(await keys({ vector: { values: [0, 9, 0, 0] } })).toEqual(['p2', 'p1']);
  expect(
    await keys({ vector: { packed: base64(new Uint8Array(Float32Array.of(0, 9, 0, 0).buffer)) } }),
  ).toEqual(['p2', 'p1']);
  const { data } = await server.graphql(query, { query: { text: '[0,2,0,0]' } });
  expect(data.search).toMatchObject({
    edges: [{ score: 1, rank: 1 }, { rank: 2 }],
    tokenization: { text: '[0,2,0,0]' },
  });
});

it('searches texts and exactly when asked', async () => {
  const server = await testServer();
  await addGallery(server);
  const { data } = await server.graphql(
    '{ search(collection: "gallery", query: { text: "[0,0,1,0]" }, against: TEXT, exact: true) { nodes { key metadata } } }',
  );
  expect(data.search.nodes).toEqual([{ key: 't', metadata: { lang: '中文' } }]);
});

it('pages through a search by its cursors', async () => {
  const server = await testServer();
  await addGallery(server);
  const query = `query ($after: String) {
    search(collection: "gallery", query: { text: "[4,3,0,0]" }, first: 3, after: $after) {
      edges { cursor rank node { key } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;
  const first = (await server.graphql(query)).data.search;
  expect(
    first.edges.map((edge: { rank: number; node: { key: string } }) => [edge.rank, edge.node.key]),
  ).toEqual([
    [1, 'p1'],
    [2, 'p0'],
    [3, 'p2'],
  ]);
  expect(first.pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: first.edges[0].cursor,
    endCursor: first.edges[2].cursor,
  });
  const second = (await server.graphql(query, { after: first.pageInfo.endCursor })).data.search;
  expect(second.edges).toMatchObject([{ rank: 4, node: { key: 'p3' } }]);
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

it('reads collections and pages through their items', async () => {
  const server = await testServer();
  const { collectionId, itemIds } = await addGallery(server);
  const { data, errors } = await server.graphql(
    `query ($id: ID!) {
      collections { name }
      collection(name: "gallery") {
        id name description model { name } modelName spaceId dimension itemCount createdAt
        item(key: "p0") { id key text metadata createdAt updatedAt image { url width height mediaType sizeBytes sha256 } }
        absent: item(key: "nobody") { id }
      }
      item(id: $id) { key }
      none: item(id: "nobody") { key }
      nowhere: collection(name: "nowhere") { id }
    }`,
    { id: itemIds[4] },
  );
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    collections: [{ name: 'gallery' }],
    item: { key: 't' },
    none: null,
    nowhere: null,
  });
  expect(data.collection).toMatchObject({
    id: collectionId,
    description: null,
    model: { name: 'fake' },
    modelName: 'fake',
    spaceId: 'space-a',
    dimension: 4,
    itemCount: 5,
    absent: null,
    item: {
      id: itemIds[0],
      key: 'p0',
      text: null,
      metadata: {},
      image: { width: 2, height: 3, mediaType: 'image/png', sizeBytes: 9 },
    },
  });
  expect(data.collection.item.image.url).toBe(`/images/${data.collection.item.image.sha256}`);
  expect(data.collection.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await server.graphql(
      `query ($after: String) {
        collection(name: "gallery") {
          items(first: 2, after: $after) { nodes { key } edges { cursor node { key } } pageInfo { hasNextPage endCursor } }
        }
      }`,
      { after },
    );
    const { nodes, edges, pageInfo } = page.data.collection.items;
    expect(edges.map((edge: { node: object }) => edge.node)).toEqual(nodes);
    seen.push(...nodes.map((node: { key: string }) => node.key));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen.sort()).toEqual(['p0', 'p1', 'p2', 'p3', 't']);
});

it('shows no model for a collection whose model is gone', async () => {
  const server = await testServer();
  await addGallery(server);
  server.services.models.models.length = 0;
  const { data } = await server.graphql('{ collection(name: "gallery") { modelName model { name } } }');
  expect(data.collection).toEqual({ modelName: 'fake', model: null });
});

it('shows no change of model that ends while it is looked at', async () => {
  const server = await testServer();
  await addGallery(server);
  const { vectorSets } = server.services;
  const space = { spaceId: 'next', dimension: 4, modelName: 'next', index: defaultIndex(4) };
  const noted = { newerSetId: '2', jobId: null, overlap: null };
  vectorSets.set = { ...space, ...noted, vectorSetId: '2', role: 'next' };
  const query = '{ collection(name: "gallery") { modelChange { state missing } } }';
  vectorSets.countMissing = async () => 3;
  expect(await server.graphql(query)).toMatchObject({
    data: { collection: { modelChange: { state: 'FILLING', missing: 3 } } },
    errors: [],
  });
  vectorSets.countMissing = () => Promise.reject(new DomainError('NOT_FOUND', 'It has ended.'));
  expect(await server.graphql(query)).toMatchObject({
    data: { collection: { modelChange: null } },
    errors: [],
  });
  const away = new DomainError('DATABASE_UNAVAILABLE', 'It is away.');
  vectorSets.countMissing = () => Promise.reject(away);
  expect((await server.graphql(query)).errors).toMatchObject([
    { extensions: { code: 'DATABASE_UNAVAILABLE' } },
  ]);
});
