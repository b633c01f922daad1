import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { roleOf } from '../../api/http/field-roles.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const adminKey = 'correct horse battery staple'.replaceAll(' ', '-');
const withKey = { authorization: `Bearer ${adminKey}` };

const schema = buildSchema(
  readFileSync(new URL('../../api/generated/schema.graphql', import.meta.url), 'utf8'),
);
const mutations = Object.values(schema.getMutationType()!.getFields());

/** Some valid value for an argument. */
function sample(type: GraphQLInputType): string {
  if (!isNonNullType(type)) return 'null';
  if (isInputObjectType(type.ofType)) {
    const fields = Object.values(type.ofType.getFields()).map(
      (field) => `${field.name}: ${sample(field.type)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  const name = String(type.ofType);
  if (name.startsWith('[')) return '[]';
  return { Int: '3', Float: '3', Boolean: 'true' }[name] ?? '"a"';
}

function callOf({ name, args }: GraphQLField<unknown, unknown>): string {
  return `mutation { ${name}(${args.map((arg) => `${arg.name}: ${sample(arg.type)}`).join(', ')}) { __typename } }`;
}

describe('with a key', () => {
  it.each(mutations.map((field) => [field.name, callOf(field)]))('%s needs it', async (_, mutation) => {
    const { graphql, services } = await testServer({ adminKey });
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: adminKey }]) {
      const refused = await graphql(mutation, {}, headers);
      expect(refused.status).toBe(401);
      expect(refused.data).toBeUndefined();
      expect(refused.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
    expect(await services.collections.list()).toEqual([]);
    const allowed = await graphql(mutation, {}, withKey);
    expect(allowed.errors.map(({ extensions }) => extensions['code'])).not.toContain('UNAUTHENTICATED');
  });

  it('finds a mutation behind a query of the same document', async () => {
    const { url } = await testServer({ adminKey });
    const body = {
      query: 'query Q { models { name } } mutation M { deleteCollection(name: "a") { deleted } }',
      operationName: 'M',
    };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(401);
  });

  it('may leave queries open', async () => {
    const server = await testServer({ adminKey, anonymousRole: 'reader' });
    await addGallery(server, withKey);
    const { data, errors } = await server.graphql(
      '{ search(collection: "gallery", query: { text: "a" }) { nodes { key } } }',
    );
    expect(errors).toEqual([]);
    expect(data.search.nodes).toHaveLength(4);
  });

  it('guards the PUT of an upload too', async () => {
    const { url, graphql } = await testServer({ adminKey });
    const { data } = await graphql(
      'mutation { createUpload(input: { sizeBytes: 2 }) { upload { putUrl } } }',
      {},
      withKey,
    );
    const put = (headers: Record<string, string>) =>
      fetch(url + data.createUpload.upload.putUrl, { method: 'PUT', body: 'ab', headers });
    const refused = await put({});
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await put(withKey)).status).toBe(201);
  });
});

describe('root fields', () => {
  const fields = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!].flatMap(
    (type) => Object.values(type.getFields()).map((field) => [type.name, field.name, field] as const),
  );

  it.each(fields)('%s.%s says who may use it', (type, _, field) => {
    const rule = field.astNode?.directives?.find(({ name }) => name.value === 'role');
    expect(rule, 'add @role(requires: READER), EDITOR or ADMIN in its .graphql').toBeDefined();
    if (type === 'Mutation') expect(roleOf(field)).not.toBe('reader');
  });

  it('are for administrators where nothing is said', () => {
    const { a } = buildSchema('type Query { a: Int }').getQueryType()!.getFields();
    expect(roleOf(a!)).toBe('admin');
  });
});

describe('the name a request asks for', () => {
  function statusFor(url: string, host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request(
        `${url}/graphql?query=%7B__typename%7D`,
        { headers: { host, 'apollo-require-preflight': '1' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
  }

  it('must be local in open mode, so that no web page can reach in by DNS rebinding', async () => {
    const { url } = await testServer();
    for (const host of ['localhost', 'LOCALHOST:4000', '127.0.0.1:1', '[::1]:4000'])
      expect(await statusFor(url, host)).toBe(200);
    for (const host of ['evil.example', '127.0.0.1.evil.example:4000', 'localhost.evil.example', 'x']) {
      expect(await statusFor(url, host)).toBe(403);
    }
  });

  it('may be any with a key', async () => {
    const { url } = await testServer({ adminKey });
    expect(await statusFor(url, 'tuwen.example')).toBe(401); // asked for a key, not for another name
  });
});

describe('requests a web page elsewhere could make a browser send', () => {
  it.each([
    [
      'a form',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{ models { name } }"}' },
    ],
    [
      'a multipart form',
      { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
    ],
    ['an image tag', { method: 'GET' }],
  ])('%s is refused', async (_, init) => {
    const { url } = await testServer();
    const path = init.method === 'GET' ? '/graphql?query=%7Bmodels%7Bname%7D%7D' : '/graphql';
    const response = await fetch(url + path, init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringContaining('CSRF') }] });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});
