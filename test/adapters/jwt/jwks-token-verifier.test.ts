import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { expect, it, onTestFinished, vi } from 'vitest';
import { JwksTokenVerifier } from '../../../adapters/jwt/jwks-token-verifier.ts';
import { testServer } from '../../support/test-server.ts';

const issuer = 'https://issuer.example';
const audience = 'tuwen';

/** An issuer of tokens on this machine: its keys, what asks for them, and a verifier that trusts it. */
async function issuerOfTokens(roleClaim = 'tuwen_role') {
  const keys = [await newKey('first')];
  const state = { requests: 0, status: 200 };
  const server = createServer((_, response) => {
    state.requests++;
    response.writeHead(state.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const verifier = new JwksTokenVerifier({ jwksUrl, issuer, audience, roleClaim });
  const token = (claims: JWTPayload, key = keys.at(-1)!) =>
    new SignJWT({ iss: issuer, aud: audience, sub: 'me', exp: inSeconds(60), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid })
      .sign(key.privateKey);
  const rotate = async () => void keys.push(await newKey(`key ${keys.length}`));
  return { keys, state, verifier, token, rotate };
}

async function newKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } };
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

it('takes good tokens and asks for the keys once', async () => {
  const { verifier, token, state } = await issuerOfTokens();
  for (const role of ['reader', 'Editor', 'ADMIN'])
    expect(await verifier.verify(await token({ tuwen_role: role }))).toEqual({
      subject: 'me',
      role: role.toLowerCase(),
    });
  expect(state.requests).toBe(1);
});

it.each([
  ['the highest of several roles', 'roles', { roles: ['other', 'editor', 'reader'] }, 'editor'],
  ['a role inside objects', 'realm_access.roles', { realm_access: { roles: ['admin'] } }, 'admin'],
  [
    'a claim with dots in its name',
    'https://a.example/role',
    { 'https://a.example/role': 'reader' },
    'reader',
  ],
  ['no role of ours', 'roles', { roles: ['root', 5, null] }, undefined],
  ['no claim', 'roles', {}, undefined],
  ['what every object has', 'constructor.name', {}, undefined],
])('reads %s', async (_, claim, claims, role) => {
  const { verifier, token } = await issuerOfTokens(claim);
  expect(await verifier.verify(await token(claims))).toEqual({ subject: 'me', role });
});

it('refuses tokens that are not for us, not from them, or not valid now', async () => {
  const { verifier, token, keys, state } = await issuerOfTokens();
  const stranger = { ...(await newKey('first')) };
  const unsigned = (claims: object) =>
    `${btoa('{"alg":"none"}').replaceAll('=', '')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
  const good = { iss: issuer, aud: audience, sub: 'me', exp: inSeconds(60), tuwen_role: 'admin' };
  // The classic: a public key, which everyone has, taken for the secret of an HMAC.
  const asSecret = new TextEncoder().encode(JSON.stringify(keys[0]!.jwk));
  const confused = new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(asSecret);
  // What a token says of its own key is not believed, and its key id leads nowhere.
  const forged = (header: object) =>
    new SignJWT(good).setProtectedHeader({ alg: 'ES256', kid: 'first', ...header }).sign(stranger.privateKey);
  for (const wrong of [
    await forged({ jwk: stranger.jwk }),
    await forged({ jku: 'http://127.0.0.1:9/jwks.json' }),
    await forged({ x5u: 'http://127.0.0.1:9/cert.pem', x5c: ['AAAA'] }),
    await forged({ kid: '../../../dev/null' }),
    await forged({ kid: "' or '1'='1" }),
    await forged({ crit: ['b64'], b64: true }),
    `${await token({})}.`,
    await token({ padding: 'x'.repeat(60_000) }, stranger),
    await token({ iss: 'https://other.example' }),
    await token({ aud: 'other' }),
    await token({ exp: inSeconds(-31) }),
    await token({ nbf: inSeconds(60) }),
    await token({ sub: undefined } as unknown as JWTPayload),
    await token({ exp: undefined } as unknown as JWTPayload),
    await token({}, stranger),
    await confused,
    unsigned(good),
    `${(await token({})).slice(0, -4)}AAAA`,
    'no.token.atall',
    'x',
  ])
    expect(await verifier.verify(wrong)).toBeUndefined();
  expect(state.requests).toBe(1);
});

it('forgives clocks that differ by half a minute', async () => {
  const { verifier, token } = await issuerOfTokens();
  expect(await verifier.verify(await token({ exp: inSeconds(-20) }))).toBeDefined();
  expect(await verifier.verify(await token({ nbf: inSeconds(20) }))).toBeDefined();
});

it('asks again when keys were changed, but not at every token', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { verifier, token, rotate, state } = await issuerOfTokens();
  expect(await verifier.verify(await token({}))).toBeDefined();
  await rotate();
  for (let i = 0; i < 5; i++) expect(await verifier.verify(await token({}))).toBeUndefined();
  expect(state.requests).toBe(1);
  vi.setSystemTime(Date.now() + 31_000);
  expect(await verifier.verify(await token({}))).toBeDefined();
  expect(state.requests).toBe(2);
});

it('says so when the keys cannot be had', async () => {
  const { verifier, token, state } = await issuerOfTokens();
  state.status = 500;
  await expect(verifier.verify(await token({}))).rejects.toMatchObject({
    code: 'IDENTITY_PROVIDER_UNAVAILABLE',
  });
});

it('lets its callers in by their role', async () => {
  const { verifier: tokenVerifier, token } = await issuerOfTokens();
  const { graphql } = await testServer({ isOpen: false, services: { tokenVerifier } });
  const as = async (tuwen_role: string, query: string) =>
    graphql(query, {}, { authorization: `Bearer ${await token({ tuwen_role })}` });
  expect((await as('reader', '{ viewer { kind subject role } }')).data.viewer).toEqual({
    kind: 'TOKEN',
    subject: 'me',
    role: 'READER',
  });
  expect((await as('reader', 'mutation { deleteCollection(name: "a") { deleted } }')).status).toBe(403);
  expect((await as('editor', 'mutation { deleteCollection(name: "a") { deleted } }')).status).toBe(200);
  const nobody = await as('nobody', '{ viewer { kind } }');
  expect([nobody.status, nobody.errors[0]?.message]).toEqual([403, expect.stringContaining('yours is none')]);
});
