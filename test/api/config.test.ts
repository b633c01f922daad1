import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../adapters/files/package-root.ts';
import { readConfig } from '../../api/config.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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

  it('bounds connections and statements of a real Postgres', () => {
    const environment = { TUWEN_DATABASE_POOL: '25', TUWEN_STATEMENT_TIMEOUT: '0' };
    expect(readConfig(environment)).toMatchObject({ databasePool: 25, statementTimeoutSeconds: 0 });
    expect(readConfig({})).toMatchObject({ databasePool: 10, statementTimeoutSeconds: 60 });
    // With one, a transaction that asks for something beside itself would wait for ever.
    expect(() => readConfig({ TUWEN_DATABASE_POOL: '1' })).toThrow(/TUWEN_DATABASE_POOL is "1"/);
  });

  it('keeps the metrics of a worker to itself, unless told', () => {
    expect(readConfig({})).toMatchObject({ metricsPort: undefined, metricsHost: '127.0.0.1' });
    const environment = { TUWEN_METRICS_PORT: '4001', TUWEN_METRICS_HOST: '0.0.0.0' };
    expect(() => readConfig(environment)).toThrow(/TUWEN_METRICS_HOST is "0.0.0.0", which others can reach/);
    expect(readConfig({ ...environment, TUWEN_ACCESS: 'keys' })).toMatchObject({ metricsPort: 4001 });
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

  it('names variables that there are not, with the nearest that there is', () => {
    const environment = {
      TUWEN_PROT: '1',
      TUWEN_ADMIN_KEYS: 'x',
      TUWEN_SOMETHING_ELSE: '',
      TUWEN_CI_CACHE: '/tmp',
    };
    expect(() => readConfig(environment)).toThrow(
      /there is no TUWEN_PROT, did you mean TUWEN_PORT\?; there is no TUWEN_ADMIN_KEYS, did you mean TUWEN_ADMIN_KEY\?; there is no TUWEN_SOMETHING_ELSE\.$/,
    );
  });

  it('takes secrets from files too', () => {
    const folder = temporaryFolder();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const environment = {
      TUWEN_ADMIN_KEY_FILE: file('key', 'a-long-enough-key\n'),
      TUWEN_HUB_TOKEN_FILE: file('token', 'hf_1'),
      DATABASE_URL_FILE: file('url', 'postgres://u:p@db/tuwen\r\n'),
    };
    expect(readConfig(environment)).toMatchObject({
      adminKey: 'a-long-enough-key',
      hubToken: 'hf_1',
      databaseUrl: 'postgres://u:p@db/tuwen',
      isOpen: false,
    });
    const wrong = {
      TUWEN_ADMIN_KEY_FILE: join(folder, 'none'),
      DATABASE_URL_FILE: file('short', 'hunter2'),
      TUWEN_HUB_TOKEN_FILE: environment.TUWEN_HUB_TOKEN_FILE,
      TUWEN_HUB_TOKEN: 'hunter2',
    };
    expect(() => readConfig(wrong)).toThrow(
      /DATABASE_URL is not usable.*TUWEN_HUB_TOKEN and TUWEN_HUB_TOKEN_FILE are both set.*TUWEN_ADMIN_KEY_FILE is ".*none", which cannot be read \(ENOENT\)/,
    );
    expect(() => readConfig(wrong)).not.toThrow(/hunter2/);
  });

  it('is documented, variable by variable', () => {
    const names = (text: string) =>
      [...new Set(text.match(/\b(TUWEN_[A-Z_]*[A-Z]|DATABASE_URL(_FILE)?)\b/g))].sort();
    const code = names(readFileSync(join(packageRoot, 'api/config.ts'), 'utf8'));
    const documented = names(readFileSync(join(packageRoot, 'docs/configuration.md'), 'utf8'));
    expect(documented.filter((name) => !name.endsWith('_FILE'))).toEqual(code);
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
