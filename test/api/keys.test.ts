import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Role } from '../../core/access/role.ts';
import { roles } from '../../core/access/role.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const adminKey = 'correct-horse-battery-staple';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const withAdmin = bearer(adminKey);

const create = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { token apiKey { id name role createdBy expiresAt revokedAt lastUsedAt } }
}`;
const log = '{ auditLog { nodes { actorKind actor role action arguments outcome requestId } } }';

/** A server that asks for keys, and a key of each role. */
async function keyServer() {
  const server = await testServer({ adminKey });
  const tokens = {} as Record<Role, string>;
  for (const role of roles) {
    const input = { name: `the ${role}`, role: role.toUpperCase(), expiresInDays: 30 };
    tokens[role] = (await server.graphql(create, { input }, withAdmin)).data.createApiKey.token;
  }
  const as = (role: Role, query: string, variables = {}) =>
    server.graphql(query, variables, bearer(tokens[role]));
  return { ...server, tokens, as };
}

const code = ({ errors }: { errors: readonly { extensions: Record<string, unknown> }[] }) =>
  errors[0]?.extensions['code'];

describe('API keys over GraphQL', () => {
  it('are shown once, listed without their secrets, and revoked', async () => {
    const { graphql, tokens, as } = await keyServer();
    const all = await graphql('{ apiKeys { id name role createdBy expiresAt revokedAt } }', {}, withAdmin);
    expect(all.data.apiKeys.map(({ name, role }: { name: string; role: string }) => [name, role])).toEqual([
      ['the admin', 'ADMIN'],
      ['the editor', 'EDITOR'],
      ['the reader', 'READER'],
    ]);
    expect(all.data.apiKeys[0]).toMatchObject({ createdBy: 'admin-key admin-key', revokedAt: null });
    expect(JSON.stringify(all.data)).not.toContain(tokens.admin.slice(15));
    const id = tokens.reader.slice(6, 14);
    expect((await as('reader', '{ viewer { kind subject role openMode } }')).data.viewer).toEqual({
      kind: 'API_KEY',
      subject: id,
      role: 'READER',
      openMode: false,
    });
    const revoked = await graphql(
      'mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { revokedAt } } }',
      { id },
      withAdmin,
    );
    expect(revoked.data.revokeApiKey.apiKey.revokedAt).not.toBeNull();
    const refused = await as('reader', '{ models { name } }');
    expect(refused).toMatchObject({ status: 401, data: undefined });
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(code(refused)).toBe('UNAUTHENTICATED');
  });

  it('may do what their role may, and are told what they lack', async () => {
    const { as } = await keyServer();
    const makeCollection = 'mutation { createCollection(input: { name: "a" }) { collection { id } } }';
    const refused = await as('reader', makeCollection);
    expect(refused.status).toBe(403);
    expect(refused.errors).toMatchObject([
      {
        message:
          '`createCollection` needs the role EDITOR; yours is READER. Ask an administrator for a key with that role.',
        extensions: { code: 'FORBIDDEN', details: { requires: 'EDITOR' } },
      },
    ]);
    expect((await as('editor', makeCollection)).errors).toEqual([]);
    expect((await as('reader', '{ collections { name } }')).data.collections).toEqual([{ name: 'a' }]);
    for (const query of ['{ apiKeys { id } }', log, 'mutation { unloadModel(name: "a") { name } }'])
      expect(code(await as('editor', query))).toBe('FORBIDDEN');
    expect(code(await as('admin', log))).toBeUndefined();
  });

  it('are asked for the highest role of a document, before anything runs', async () => {
    const { as } = await keyServer();
    const hidden = `mutation { ...F createUpload(input: { sizeBytes: 2 }) { upload { id } } }
      fragment F on Mutation { ... on Mutation { a: enablePlugin(name: "fake-family") { name } } }`;
    expect(await as('editor', hidden)).toMatchObject({ status: 403, data: undefined });
    expect((await as('admin', hidden)).errors).toEqual([]);
  });

  it('that nobody knows are refused everywhere, in open mode too', async () => {
    for (const options of [{}, { adminKey }, { adminKey, anonymousRole: 'reader' as const }]) {
      const { graphql } = await testServer(options);
      const refused = await graphql('{ __typename }', {}, bearer('tuwen_abcdefgh_x'));
      expect([refused.status, code(refused)]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('cannot be guessed for long', async () => {
    const { graphql } = await testServer({ adminKey });
    for (let i = 0; i < 30; i++)
      expect((await graphql('{ __typename }', {}, bearer('wrong'))).status).toBe(401);
    const refused = await graphql('{ __typename }', {}, bearer('wrong'));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('that are wrong keep out others of the same address, which is what a known proxy says', async () => {
    const from = (address: string, token = 'wrong') => ({ ...bearer(token), 'x-forwarded-for': address });
    for (const [trustedProxies, others] of [
      [['loopback'], 401],
      [[], 429],
    ] as const) {
      const { graphql } = await testServer({ adminKey, trustedProxies });
      for (let i = 0; i < 31; i++) await graphql('{ __typename }', {}, from('forged, 192.0.2.1'));
      expect((await graphql('{ __typename }', {}, from('192.0.2.1'))).status).toBe(429);
      expect((await graphql('{ __typename }', {}, from('192.0.2.2'))).status).toBe(others);
    }
  });

  it('make everyone an administrator where there are none', async () => {
    const { graphql } = await testServer();
    expect((await graphql('{ viewer { kind role openMode } apiKeys { id } }')).data).toEqual({
      viewer: { kind: 'LOCAL', role: 'ADMIN', openMode: true },
      apiKeys: [],
    });
  });
});

describe('without a key', () => {
  it('nothing is answered, before it is even read', async () => {
    const { url } = await testServer({ adminKey });
    for (const path of ['/graphql', '/schema.graphql', `/images/${'a'.repeat(64)}`]) {
      const response = await fetch(url + path);
      expect([path, response.status]).toEqual([path, 401]);
    }
    const broken = await fetch(`${url}/graphql`, { method: 'POST', body: '{' });
    expect(broken.status).toBe(401);
    for (const path of ['/', '/healthz', '/readyz', '/graphiql'])
      expect((await fetch(url + path)).status).toBe(200);
  });

  it('reads may be left open, without the schema', async () => {
    const { graphql, url } = await testServer({ adminKey, anonymousRole: 'reader' });
    expect((await graphql('{ models { name } viewer { kind role } }')).data.viewer).toEqual({
      kind: 'ANONYMOUS',
      role: 'READER',
    });
    for (const query of [
      '{ __schema { types { name } } }',
      '{ ...F } fragment F on Query { __type(name: "Query") { name } }',
    ])
      expect([(await graphql(query)).status, code(await graphql(query))]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await graphql('{ __schema { queryType { name } } }', {}, withAdmin)).errors).toEqual([]);
    const misspelt = '{ modls { name } }';
    expect((await graphql(misspelt)).errors[0]?.message).toBe('Cannot query field "modls" on type "Query".');
    expect((await graphql(misspelt, {}, withAdmin)).errors[0]?.message).toContain('Did you mean');
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    onTestFinished(() => void client.dispose());
    const watching = client.iterate({ query: 'subscription { jobProgres(id: "1") { state } }' });
    await expect(watching.next()).rejects.toMatchObject([
      { message: 'Cannot query field "jobProgres" on type "Subscription".' },
    ]);
    expect((await fetch(`${url}/schema.graphql`)).status).toBe(401);
    expect((await fetch(`${url}/schema.graphql`, { headers: withAdmin })).status).toBe(200);
  });
});

describe('pictures', () => {
  it('need a key or the signature of their path', async () => {
    const server = await testServer({ adminKey });
    await addGallery(server, withAdmin);
    const query =
      '{ collection(name: "gallery") { item(key: "p0") { image { url thumbnailUrl(size: LARGE) sha256 } } } }';
    const { data } = await server.graphql(query, {}, withAdmin);
    const { url, thumbnailUrl, sha256 } = data.collection.item.image;
    const get = async (path: string, headers = {}) => (await fetch(server.url + path, { headers })).status;
    expect(await get(url)).toBe(200);
    expect(await get(`/images/${sha256}`)).toBe(401);
    expect(thumbnailUrl).toBe(url.replace(sha256, `${sha256}/large.webp`));
    // What the fake model takes for a picture is none.
    expect(await get(thumbnailUrl)).toBe(422);
    expect(await get(`/images/${sha256}/large.webp`)).toBe(401);
    expect(await get(`/images/${sha256}`, withAdmin)).toBe(200);
    expect(await get(url.replace(/expires=\d/, 'expires=9'))).toBe(401);
    expect(await get(url.replace(sha256, 'a'.repeat(64)))).toBe(401);
  });

  it('have plain paths where everyone may read', async () => {
    for (const options of [{}, { adminKey, anonymousRole: 'reader' as const }]) {
      const server = await testServer(options);
      await addGallery(server, withAdminIn(options));
      const query = '{ collection(name: "gallery") { item(key: "p0") { image { url } } } }';
      const { url } = (await server.graphql(query)).data.collection.item.image;
      expect(url).toMatch(/^\/images\/[0-9a-f]{64}$/);
      expect((await fetch(server.url + url)).status).toBe(200);
    }
  });

  const withAdminIn = (options: { adminKey?: string }) => (options.adminKey === undefined ? {} : withAdmin);
});

describe('uploads', () => {
  it('need an editor, for the announcement and for the bytes', async () => {
    const { as, url, tokens } = await keyServer();
    const announce = 'mutation { createUpload(input: { sizeBytes: 2 }) { upload { putUrl } } }';
    expect(code(await as('reader', announce))).toBe('FORBIDDEN');
    const { putUrl } = (await as('editor', announce)).data.createUpload.upload;
    const put = async (token: string) =>
      (await fetch(url + putUrl, { method: 'PUT', body: 'ab', headers: bearer(token) })).status;
    expect(await put(tokens.reader)).toBe(403);
    expect(await put(tokens.editor)).toBe(201);
  });
});

describe('the audit log', () => {
  it('has every change with who made it, without secrets', async () => {
    const { graphql, as, tokens } = await keyServer();
    const id = tokens.editor.slice(6, 14);
    await as('editor', 'mutation { createCollection(input: { name: "a" }) { collection { id } } }');
    const picture = Buffer.alloc(3000, 1).toString('base64');
    await as(
      'editor',
      'mutation ($p: Base64!) { addItems(input: { collection: "none", items: [{ key: "k", image: { base64: $p } }] }) { createdCount } }',
      { p: picture },
    );
    await as('reader', 'mutation { deleteCollection(name: "a") { deleted } }');
    const { data } = await graphql(log, {}, withAdmin);
    const actor = { actorKind: 'API_KEY', actor: id, role: 'EDITOR', requestId: expect.any(String) };
    expect(data.auditLog.nodes.slice(0, 3)).toEqual([
      {
        ...actor,
        actor: tokens.reader.slice(6, 14),
        role: 'READER',
        action: 'deleteCollection',
        arguments: {},
        outcome: 'FORBIDDEN',
      },
      {
        ...actor,
        action: 'addItems',
        arguments: {
          input: {
            collection: 'none',
            duplicates: 'store',
            items: [{ key: 'k', image: { base64: '3000 bytes' } }],
          },
        },
        outcome: 'NOT_FOUND',
      },
      { ...actor, action: 'createCollection', arguments: { input: { name: 'a' } }, outcome: 'OK' },
    ]);
    expect(data.auditLog.nodes).toHaveLength(6);
    expect(JSON.stringify(data)).not.toContain(tokens.reader.slice(15));
  });

  it('is read in pages', async () => {
    const { graphql } = await keyServer();
    const page = `query ($after: String) { auditLog(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
    const first = (await graphql(page, {}, withAdmin)).data.auditLog;
    expect(first).toMatchObject({ nodes: [{}, {}], pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const { endCursor: after } = first.pageInfo;
    const second = (await graphql(page, { after }, withAdmin)).data.auditLog;
    expect(second).toMatchObject({ nodes: [{}], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  });

  it('is searched by action, actor and result', async () => {
    const { graphql, as, tokens } = await keyServer();
    await as('editor', 'mutation { createCollection(input: { name: "a" }) { collection { id } } }');
    await as('editor', 'mutation { createCollection(input: { name: "a" }) { collection { id } } }');
    const find = async (filter: object) => {
      const query = 'query ($filter: AuditFilter) { auditLog(filter: $filter) { nodes { action outcome } } }';
      const { nodes } = (await graphql(query, { filter }, withAdmin)).data.auditLog;
      return nodes.map(({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`);
    };
    const actor = tokens.editor.slice(6, 14);
    expect(await find({ actor, hasFailed: true })).toEqual(['createCollection ALREADY_EXISTS']);
    expect(await find({ action: 'createCollection', hasFailed: null })).toHaveLength(2);
    expect(await find({ action: 'createApiKey', actor })).toEqual([]);
  });
});
