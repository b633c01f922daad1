import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { buildSchema, type GraphQLField, isRequiredArgument } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { roleOf } from '../../api/http/field-roles.ts';
import { isAtLeast, roles } from '../../core/access/role.ts';
import { fakeServices } from '../support/fake-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const adminKey = 'correct horse battery staple'.replaceAll(' ', '-');
const withKey = { authorization: `Bearer ${adminKey}` };

const sdl = readFileSync(new URL('../../api/generated/schema.graphql', import.meta.url), 'utf8');
const schema = buildSchema(sdl);
const rootTypes = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
const fields = rootTypes.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ type: type.name, name: field.name, field })),
);

/**
 * A document that asks for a root field. The variables it declares are not sent: whoever may use the field is told so by execution,
 * after everything that could refuse them, and nothing is changed.
 */
function documentOf(type: string, { name, args }: GraphQLField<unknown, unknown>): string {
  const required = args.filter((arg) => isRequiredArgument(arg));
  const declared = required.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const given = required.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const inBrackets = (text: string) => (text === '' ? '' : `(${text})`);
  return `${type.toLowerCase()} ${inBrackets(declared)} { ${name}${inBrackets(given)} { __typename } }`;
}

const by = { kind: 'local', subject: 'local', role: 'admin' } as const;

/** A server that asks for keys, and the headers of a caller of each role. */
async function guardedServer(changes: Parameters<typeof testServer>[0] = {}) {
  const server = await testServer({ adminKey, ...changes });
  const { apiKeys } = { ...server.services, ...changes.services };
  const callers = [];
  for (const role of roles) {
    const { token } = await apiKeys.create({ name: role, role }, by);
    callers.push({ role, headers: { authorization: `Bearer ${token}` } });
  }
  return { ...server, callers };
}

describe('with a key', () => {
  it('every root field is for those whose role is high enough, and for nobody else', async () => {
    const { graphql, services, callers } = await guardedServer();
    for (const { type, field } of fields.filter(({ type }) => type !== 'Subscription')) {
      const document = documentOf(type, field);
      for (const headers of [{}, { authorization: adminKey }])
        expect([document, await graphql(document, {}, headers)]).toMatchObject([
          document,
          { status: 401, data: undefined, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
        ]);
      for (const { role, headers } of callers) {
        const { status, data, errors } = await graphql(document, {}, headers);
        const code = errors[0]?.extensions['code'];
        if (isAtLeast(role, roleOf(field)))
          expect([document, role, code ?? 'OK']).toEqual([
            document,
            role,
            expect.stringMatching(/^(OK|BAD_USER_INPUT)$/),
          ]);
        else
          expect([document, role, status, code, data]).toEqual([document, role, 403, 'FORBIDDEN', undefined]);
      }
    }
    expect(await services.collections.list()).toEqual([]);
  });

  it('every subscription is too', async () => {
    const { url, callers } = await guardedServer();
    const webSocketImpl = WebSocket;
    for (const { field } of fields.filter(({ type }) => type === 'Subscription')) {
      const query = documentOf('Subscription', field);
      for (const { role, headers } of [{ role: undefined, headers: {} }, ...callers]) {
        const client = createClient({
          url: `${url.replace('http', 'ws')}/graphql`,
          webSocketImpl,
          connectionParams: headers,
          retryAttempts: 0,
        });
        const answer = await client
          .iterate({ query })
          .next()
          .catch((error: unknown) => error);
        client.terminate();
        if (role === undefined) expect(answer).toMatchObject({ code: 4401 });
        else if (isAtLeast(role, roleOf(field))) expect(JSON.stringify(answer)).toContain('was not provided');
        else expect(answer).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      }
    }
  });

  it('a mutation that was added without a rule is for administrators, and is written down', async () => {
    const schemaFile = join(temporaryFolder(), 'schema.graphql');
    writeFileSync(schemaFile, `${sdl}\nextend type Mutation { forgotten: Boolean }`);
    const { graphql, services, callers } = await guardedServer({ schemaFile });
    const statuses = [];
    for (const { headers } of [{ headers: {} }, ...callers])
      statuses.push((await graphql('mutation { forgotten }', {}, headers)).status);
    expect(statuses).toEqual([401, 403, 403, 200]);
    const { nodes } = await services.audit.list(10);
    expect(nodes.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['forgotten', 'FORBIDDEN'],
      ['forgotten', 'FORBIDDEN'],
    ]);
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

describe('what only administrators see', () => {
  it("where on the server's disk its data sets lie, in jobs and data sets, over HTTP and websocket", async () => {
    const services = fakeServices(temporaryFolder());
    const { folder } = services;
    const images = join(folder, 'set/images.tsv');
    const { id } = await services.jobStore.enqueue('import', { source: { path: images }, list: [folder] });
    const claim = (await services.jobStore.claim(['import'], 60_000))!;
    const message = `"${images}" is broken; so is ${folder}-not-below.`;
    await services.jobStore.finish(claim, { state: 'failed', error: { code: 'INVALID_INPUT', message } });
    await services.registry.add('pairs', { kind: 'retrieval', images, texts: 'texts.jsonl' });
    const { url, graphql, callers } = await guardedServer({ services });
    const query = `{ job(id: "${id}") { input error { message } } dataset(name: "pairs") { images texts } }`;
    for (const { role, headers } of callers) {
      const { data } = await graphql(query, {}, headers);
      const isAdmin = role === 'admin';
      const shown = isAdmin ? images : 'set/images.tsv';
      expect([role, data]).toEqual([
        role,
        {
          job: {
            input: { source: { path: shown }, list: [isAdmin ? folder : '.'] },
            error: { message: `"${shown}" is broken; so is ${folder}-not-below.` },
          },
          dataset: { images: shown, texts: 'texts.jsonl' },
        },
      ]);
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: headers,
      });
      const watching = `subscription { jobProgress(id: "${id}") { input } }`;
      const { value } = await client.iterate({ query: watching }).next();
      await client.dispose();
      expect(value.data.jobProgress).toEqual({ input: data.job.input });
    }
  });
});

describe('root fields', () => {
  it.each(fields)('$type.$name says who may use it', ({ type, field }) => {
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
