import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../api/config.ts';

describe('readConfig', () => {
  it('needs nothing: this machine only, embedded database, CPU', () => {
    expect(readConfig({})).toMatchObject({
      home: join(homedir(), '.tuwen'),
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: undefined,
      adminKey: undefined,
      providers: ['cpu'],
      starter: true,
    });
  });

  it('keeps the order of the providers', () => {
    expect(readConfig({ TUWEN_PROVIDERS: 'tensorrt, cuda,cpu' }).providers).toEqual([
      'tensorrt',
      'cuda',
      'cpu',
    ]);
  });

  it('takes plugins as a list of packages and folders, each once', () => {
    expect(readConfig({}).plugins).toEqual([]);
    expect(readConfig({ TUWEN_PLUGINS: './a, @scope/b' }).plugins).toEqual(['./a', '@scope/b']);
    for (const list of ['a,,b', 'a, a'])
      expect(() => readConfig({ TUWEN_PLUGINS: list })).toThrow(/TUWEN_PLUGINS is ".*", expected a list/);
  });

  it('names every wrong value at once', () => {
    const environment = {
      TUWEN_PORT: '70000',
      TUWEN_PROVIDERS: 'gpu',
      TUWEN_THREADS: '0',
      TUWEN_STARTER: 'maybe',
    };
    expect(() => readConfig(environment)).toThrow(
      /TUWEN_PORT is "70000".*TUWEN_PROVIDERS is "gpu".*TUWEN_THREADS is "0".*TUWEN_STARTER is "maybe"/,
    );
  });

  it('refuses an address that others can reach without a key', () => {
    expect(() => readConfig({ TUWEN_HOST: '0.0.0.0' })).toThrow(/set TUWEN_ADMIN_KEY/);
    expect(readConfig({ TUWEN_HOST: '0.0.0.0', TUWEN_ADMIN_KEY: 'a-long-enough-key' }).host).toBe('0.0.0.0');
  });

  it('is open unless there is a key or an issuer of tokens', () => {
    const jwt = {
      TUWEN_JWKS_URL: 'https://issuer.example/jwks',
      TUWEN_JWT_ISSUER: 'https://issuer.example',
      TUWEN_JWT_AUDIENCE: 'tuwen',
    };
    expect(readConfig({})).toMatchObject({ isOpen: true, anonymousRole: undefined, auditDays: 365 });
    for (const environment of [{ TUWEN_ADMIN_KEY: 'a-long-enough-key' }, { TUWEN_ACCESS: 'keys' }, jwt])
      expect(readConfig({ ...environment, TUWEN_HOST: '0.0.0.0' }).isOpen).toBe(false);
    expect(readConfig(jwt).jwt).toEqual({
      jwksUrl: 'https://issuer.example/jwks',
      issuer: 'https://issuer.example',
      audience: 'tuwen',
      roleClaim: 'tuwen_role',
    });
    expect(readConfig({ TUWEN_ACCESS: 'keys', TUWEN_ANONYMOUS: 'reader' }).anonymousRole).toBe('reader');
    expect(() => readConfig({ TUWEN_ACCESS: 'open', TUWEN_ADMIN_KEY: 'a-long-enough-key' })).toThrow(
      /asks for no key/,
    );
    expect(() => readConfig({ TUWEN_JWKS_URL: jwt.TUWEN_JWKS_URL })).toThrow(/set TUWEN_JWT_ISSUER/);
    const trustedProxies = ['loopback', '10.0.0.0/8', 'fd00::1'];
    expect(readConfig({ TUWEN_PROXIES: trustedProxies.join(', ') })).toMatchObject({ trustedProxies });
    for (const list of ['proxy.example', '10.0.0.0/99', 'loopback,'])
      expect(() => readConfig({ TUWEN_PROXIES: list })).toThrow(/TUWEN_PROXIES is ".*", expected a list/);
    for (const url of ['http://issuer.example', 'https://a:b@issuer.example', 'x'])
      expect(() => readConfig({ ...jwt, TUWEN_JWKS_URL: url })).toThrow(/TUWEN_JWKS_URL is not usable/);
    expect(() => readConfig({ TUWEN_ANONYMOUS: 'admin', TUWEN_AUDIT_DAYS: '-1', TUWEN_ACCESS: 'x' })).toThrow(
      /TUWEN_ACCESS is "x".*TUWEN_ANONYMOUS is "admin".*TUWEN_AUDIT_DAYS is "-1"/,
    );
  });

  it('takes a hub over https, or on this machine', () => {
    expect(readConfig({})).toMatchObject({ hub: 'huggingface', hubUrl: undefined, hubToken: undefined });
    const environment = { TUWEN_HUB: 'modelscope', TUWEN_HUB_TOKEN: 'ms-1' };
    for (const url of [
      'https://mirror.example/hf',
      'http://127.0.0.1:8080',
      'http://[::1]',
      'http://localhost',
    ]) {
      expect(readConfig({ ...environment, TUWEN_HUB_URL: `${url}/` })).toMatchObject({
        hub: 'modelscope',
        hubUrl: url,
        hubToken: 'ms-1',
      });
    }
    for (const url of [
      'http://mirror.example',
      'http://127.evil.example',
      'ftp://x',
      'x',
      'https://a:b@c',
      'https://a?b',
    ]) {
      expect(() => readConfig({ TUWEN_HUB_URL: url })).toThrow(/TUWEN_HUB_URL is not usable, expected https/);
    }
    expect(() => readConfig({ TUWEN_HUB: 'x', TUWEN_HUB_TOKEN: 'a\nb: c' })).toThrow(
      /TUWEN_HUB is "x".*TUWEN_HUB_TOKEN is not usable/,
    );
  });

  it('keeps secrets out of its messages', () => {
    const environment = {
      DATABASE_URL: 'mysql://root:"hunter2@db/x',
      TUWEN_ADMIN_KEY: 'hunter2',
      TUWEN_HUB_URL: 'https://user:"hunter2"@host',
      TUWEN_HUB_TOKEN: 'hunter2 ',
    };
    expect(() => readConfig(environment)).toThrow(
      /DATABASE_URL is not usable.*TUWEN_ADMIN_KEY is not usable/,
    );
    expect(() => readConfig(environment)).not.toThrow(/hunter2/);
  });
});
