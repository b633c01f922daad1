import { beforeEach, describe, expect, it } from 'vitest';
import { Sha256KeySecrets } from '../../../adapters/keys/sha256-key-secrets.ts';
import { ApiKeys } from '../../../core/access/api-keys.ts';
import type { Identity } from '../../../core/access/identity.ts';
import { FakeApiKeyStore } from '../../support/fake-access.ts';

const by: Identity = { kind: 'local', subject: 'local', role: 'admin' };
const dayMs = 24 * 60 * 60 * 1000;

let now: number;
let store: FakeApiKeyStore;
let apiKeys: ApiKeys;
beforeEach(() => {
  now = Date.UTC(2026, 10, 24);
  const clock = { now: () => new Date(now) };
  store = new FakeApiKeyStore(clock);
  apiKeys = new ApiKeys({ store, secrets: new Sha256KeySecrets(), clock });
});

describe('API keys', () => {
  it('are a prefix, an id and a secret, of which only a hash is kept', async () => {
    const { key, token } = await apiKeys.create({ name: 'index', role: 'editor' }, by);
    expect(token).toMatch(/^tuwen_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/);
    expect(key).toMatchObject({ name: 'index', role: 'editor', createdBy: 'local local', expiresAt: null });
    const secret = token.slice('tuwen_12345678_'.length);
    expect(JSON.stringify(await store.find(key.id))).not.toContain(secret);
    expect((await apiKeys.find(token))?.id).toBe(key.id);
  });

  it('are found by the whole of them only', async () => {
    const { token } = await apiKeys.create({ name: 'a', role: 'reader' }, by);
    const other = await apiKeys.create({ name: 'b', role: 'admin' }, by);
    const mixed = token.slice(0, 15) + other.token.slice(15);
    for (const wrong of [
      mixed,
      token.slice(0, -1),
      `${token}A`,
      ` ${token}`,
      token.toUpperCase(),
      '',
      'tuwen_',
    ])
      expect(await apiKeys.find(wrong)).toBeUndefined();
  });

  it('end when they expire', async () => {
    const { token } = await apiKeys.create({ name: 'a', role: 'reader', expiresInDays: 1 }, by);
    now += dayMs - 1;
    expect(await apiKeys.find(token)).toBeDefined();
    now += 1;
    expect(await apiKeys.find(token)).toBeUndefined();
  });

  it('end at once when they are revoked here, within five seconds when elsewhere', async () => {
    const [here, elsewhere] = [
      await apiKeys.create({ name: 'a', role: 'reader' }, by),
      await apiKeys.create({ name: 'b', role: 'reader' }, by),
    ];
    for (const { token } of [here, elsewhere]) expect(await apiKeys.find(token)).toBeDefined();
    await apiKeys.revoke(here.key.id);
    expect(await apiKeys.find(here.token)).toBeUndefined();
    await store.revoke(elsewhere.key.id);
    now += 5000;
    expect(await apiKeys.find(elsewhere.token)).toBeUndefined();
    await expect(apiKeys.revoke('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that are revoked while they are looked up are gone all the same', async () => {
    const { key, token } = await apiKeys.create({ name: 'a', role: 'reader' }, by);
    const find = store.find.bind(store);
    store.find = async (id) => {
      const stored = await find(id);
      await apiKeys.revoke(key.id);
      return stored;
    };
    expect(await apiKeys.find(token)).toBeUndefined();
    expect(await apiKeys.find(token)).toBeUndefined();
  });

  it('say when they were last used, to ten minutes', async () => {
    const { token } = await apiKeys.create({ name: 'a', role: 'reader' }, by);
    await apiKeys.find(`${token.slice(0, -4)}AAAA`);
    expect((await apiKeys.list())[0]!.lastUsedAt).toBeNull();
    const used = async () => {
      await apiKeys.find(token);
      return (await apiKeys.list())[0]!.lastUsedAt?.getTime();
    };
    const first = now;
    let touches = 0;
    const touch = store.touch.bind(store);
    store.touch = (id) => {
      touches++;
      return touch(id);
    };
    expect(await used()).toBe(first);
    now += 9 * 60_000;
    expect(await used()).toBe(first);
    now += 61_000;
    expect(await used()).toBe(now);
    await used();
    expect(touches).toBe(2);
  });

  it.each([
    ['an empty name', { name: ' ', role: 'reader' }],
    ['a name too long', { name: 'x'.repeat(65), role: 'reader' }],
    ['a name that no database takes', { name: 'a\0', role: 'reader' }],
    ['no days', { name: 'a', role: 'reader', expiresInDays: 0 }],
    ['parts of days', { name: 'a', role: 'reader', expiresInDays: 1.5 }],
    ['no number', { name: 'a', role: 'reader', expiresInDays: Number.NaN }],
    ['too many days', { name: 'a', role: 'reader', expiresInDays: 3651 }],
  ] as const)('are refused with %s', async (_, input) => {
    await expect(apiKeys.create(input, by)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
