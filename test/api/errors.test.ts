import { GraphQLError, getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { httpStatusByCode } from '../../api/errors.ts';
import { badPicture } from '../support/fake-model.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Queries that must fail, and how: [name, query, variables, code]. */
const failures: [string, string, object, string][] = [
  ['an unknown model', '{ embedTexts(texts: ["a"], model: "none") { norm } }', {}, 'MODEL_NOT_FOUND'],
  ['an empty text', '{ embedTexts(texts: ["a", " "]) { norm } }', {}, 'INVALID_INPUT'],
  [
    'too many texts',
    'query ($t: [String!]!) { embedTexts(texts: $t) { norm } }',
    { t: Array(257).fill('a') },
    'INVALID_INPUT',
  ],
  [
    'too many texts to read',
    'query ($t: [String!]!) { tokenize(texts: $t) { text } }',
    { t: Array(257).fill('a') },
    'INVALID_INPUT',
  ],
  [
    'too many pictures',
    'query ($i: [ImageInput!]!) { embedImages(images: $i) { norm } }',
    { i: Array(65).fill({ uploadId: 'x' }) },
    'INVALID_INPUT',
  ],
  [
    'a picture that cannot be read',
    'query ($i: ImageInput!) { classifyImage(image: $i, labels: ["a"]) { logitScale } }',
    { i: { base64: base64(badPicture) } },
    'IMAGE_UNREADABLE',
  ],
  [
    'a template without a place for the label',
    'query ($i: ImageInput!) { classifyImage(image: $i, labels: ["a"], templates: ["x"]) { logitScale } }',
    { i: { base64: 'AAAA' } },
    'INVALID_INPUT',
  ],
  [
    'a vector of another dimension',
    '{ search(collection: "gallery", query: { vector: { values: [1] } }) { nodes { id } } }',
    {},
    'INVALID_INPUT',
  ],
  [
    'a bad search cursor',
    '{ search(collection: "gallery", query: { text: "a" }, after: "x") { nodes { id } } }',
    {},
    'INVALID_INPUT',
  ],
  [
    'a page that is too long',
    '{ search(collection: "gallery", query: { text: "a" }, first: 201) { nodes { id } } }',
    {},
    'INVALID_INPUT',
  ],
  [
    'an unknown collection',
    '{ search(collection: "nowhere", query: { text: "a" }) { nodes { id } } }',
    {},
    'NOT_FOUND',
  ],
];

it.each(failures)('answers %s with a code and null', async (_, query, variables, code) => {
  const server = await testServer();
  await addGallery(server);
  const answer = await server.graphql(query, variables);
  expect(answer.status).toBe(200);
  expect(Object.values(answer.data)).toEqual([null]);
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors[0]!.extensions['code']).toBe(code);
  expect(server.logged).toEqual([]);
});

it('answers a bad item cursor', async () => {
  const server = await testServer();
  await addGallery(server);
  const answer = await server.graphql(
    '{ collection(name: "gallery") { items(after: "x") { nodes { id } } } }',
  );
  expect(answer.errors[0]!.extensions).toMatchObject({ code: 'INVALID_INPUT', remedy: expect.any(String) });
});

it('keeps the fields that worked when one fails', async () => {
  const { graphql } = await testServer();
  const { data } = await graphql(
    '{ bad: embedTexts(texts: [""]) { norm } good: embedTexts(texts: ["[2,0,0,0]"]) { norm } }',
  );
  expect(data).toEqual({ bad: null, good: [{ norm: 2 }] });
});

describe('what a caller gets of an error', () => {
  it('is its code, its remedy and its details', async () => {
    const { graphql } = await testServer();
    const { errors } = await graphql('query ($t: [String!]!) { embedTexts(texts: $t) { norm } }', {
      t: Array(257).fill('a'),
    });
    expect(errors[0]).toEqual({
      message: 'There are 257 texts. Send at most 256 at a time.',
      locations: [{ line: 1, column: 26 }],
      path: ['embedTexts'],
      extensions: {
        code: 'INVALID_INPUT',
        remedy: 'Send at most 256 at a time.',
        details: { what: 'texts', count: 257, limit: 256 },
      },
    });
  });

  it('is only a request id when it is a bug, whose stack is in the log under that id', async () => {
    const server = await testServer();
    server.services.model.failure = new TypeError('secret: /home/someone/model.bin');
    const answer = await server.graphql('{ embedTexts(texts: ["a"]) { norm } }');
    const requestId = answer.headers.get('x-request-id');
    expect(answer.errors).toEqual([
      {
        message: expect.stringContaining('Something went wrong'),
        locations: expect.any(Array),
        path: ['embedTexts'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(server.logged).toEqual([
      { message: `request ${requestId} at embedTexts`, error: server.services.model.failure },
    ]);
  });

  it('does not trust an error for being a GraphQLError somewhere inside', async () => {
    const server = await testServer();
    server.services.model.failure = new Error('secret', { cause: new GraphQLError('also secret') });
    const answer = await server.graphql('{ embedTexts(texts: ["a"]) { norm } }');
    expect(answer.errors[0]!.extensions['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer.errors)).not.toContain('secret');
  });
});

describe('requests that GraphQL refuses', () => {
  const image = 'query ($image: ImageInput!) { embedImages(images: [$image]) { norm } }';
  const item =
    'mutation ($m: JSONObject) { addItems(input: { collection: "a", items: [{ key: "a", metadata: $m }] }) { createdCount } }';
  const vector =
    'query ($v: PackedFloats!) { search(collection: "a", query: { vector: { packed: $v } }) { nodes { id } } }';

  it.each<[string, string, object, string]>([
    [
      'a picture written into the document',
      '{ embedImages(images: [{ base64: "AAAA" }]) { norm } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['URL-safe base64', image, { image: { base64: '_-AA' } }, 'BAD_USER_INPUT'],
    ['base64 with a line break', image, { image: { base64: 'AAAA\nAAAA' } }, 'BAD_USER_INPUT'],
    ['base64 without its padding', image, { image: { base64: 'AAA' } }, 'BAD_USER_INPUT'],
    ['an empty picture', image, { image: { base64: '' } }, 'BAD_USER_INPUT'],
    ['a data: URI of a page', image, { image: { base64: 'data:text/html;base64,AAAA' } }, 'BAD_USER_INPUT'],
    ['a picture over 8 MiB in JSON', image, { image: { base64: 'A'.repeat(11_184_816) } }, 'BAD_USER_INPUT'],
    ['two ways to give a picture', image, { image: { base64: 'AAAA', uploadId: 'x' } }, 'BAD_USER_INPUT'],
    ['no way to give a picture', image, { image: {} }, 'BAD_USER_INPUT'],
    [
      'two ways in the document',
      '{ search(collection: "a", query: { text: "a", itemId: "b" }) { nodes { id } } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a missing variable inside one way',
      'query ($u: ID) { embedImages(images: [{ uploadId: $u }]) { norm } }',
      {},
      'BAD_USER_INPUT',
    ],
    ['metadata that is a list', item, { m: [1] }, 'BAD_USER_INPUT'],
    ['metadata that is text', item, { m: 'a' }, 'BAD_USER_INPUT'],
    ['packed floats of 3 bytes', vector, { v: 'AAAA' }, 'BAD_USER_INPUT'],
    ['no packed floats', vector, { v: '' }, 'BAD_USER_INPUT'],
    ['a syntax error', '{ models', {}, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s', async (_, query, variables, code) => {
    const server = await testServer();
    const answer = await server.graphql(query, variables);
    expect(answer.errors[0]!.extensions['code']).toBe(code);
    expect(answer.data ?? {}).not.toHaveProperty('addItems');
    expect(JSON.stringify(answer.errors)).not.toContain('stack');
    expect(server.logged).toEqual([]);
  });

  it('does not send a wrong picture back inside the message', async () => {
    const { graphql } = await testServer();
    const { errors } = await graphql(image, { image: { base64: `${'A'.repeat(1_000_000)}!` } });
    expect(errors[0]!.message).toMatch(
      /^Variable "\$image" got invalid value "AAAA.+neither standard base64 nor a data: URI/,
    );
    expect(errors[0]!.message.length).toBeLessThan(1100);
  });

  it('takes metadata and packed floats written into the document', async () => {
    const server = await testServer();
    await addGallery(server);
    const { errors } = await server.graphql(
      'mutation { addItems(input: { collection: "gallery", items: [{ key: "a", text: "x", metadata: { a: [1] } }] }) { createdCount } }',
    );
    expect(errors).toEqual([]);
    const packed = base64(new Uint8Array(Float32Array.of(0, 1, 0, 0).buffer));
    const { data } = await server.graphql(
      `{ search(collection: "gallery", query: { vector: { packed: "${packed}" } }) { nodes { key } } }`,
    );
    expect(data.search.nodes[0]).toEqual({ key: 'p2' });
  });
});

describe('limits of a document', () => {
  it('has at most 2,000 tokens', async () => {
    const { graphql } = await testServer();
    const answer = await graphql(`{ models { ${'name '.repeat(2000)} } }`);
    expect(answer.status).toBe(400);
    expect(answer.errors[0]).toMatchObject({
      message: expect.stringContaining('2000 tokens'),
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  it('has at most 15 root fields, however they are written', async () => {
    const { graphql } = await testServer();
    const aliases = (count: number, prefix = 'a'): string =>
      Array.from({ length: count }, (_, i) => `${prefix}${i}: models { name }`).join(' ');
    expect((await graphql(`{ ${aliases(15)} }`)).errors).toEqual([]);
    const tooMany = [{ message: expect.stringContaining('at most 15 root fields') }];
    expect((await graphql(`{ ${aliases(16)} }`)).errors).toMatchObject(tooMany);
    expect((await graphql(`{ ${aliases(8)} ... { ${aliases(8, 'b')} } }`)).errors).toMatchObject(tooMany);
    const fragment = `{ ${aliases(8)} ...F } fragment F on Query { ${aliases(8, 'b')} }`;
    expect((await graphql(fragment)).errors).toMatchObject(tooMany);
  });

  it('may still be the introspection of tools, which is deep', async () => {
    const { graphql } = await testServer();
    const { data, errors } = await graphql(
      getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true }),
    );
    expect(errors).toEqual([]);
    expect(data.__schema.queryType.name).toBe('Query');
  });
});

it('has a status for every code', () => {
  for (const status of Object.values(httpStatusByCode)) expect(status).toBeGreaterThanOrEqual(400);
});
