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

  it('keeps secrets out of its messages', () => {
    const environment = { DATABASE_URL: 'mysql://root:hunter2@db/x', TUWEN_ADMIN_KEY: 'hunter2' };
    expect(() => readConfig(environment)).toThrow(
      /DATABASE_URL is not usable.*TUWEN_ADMIN_KEY is not usable/,
    );
    expect(() => readConfig(environment)).not.toThrow(/hunter2/);
  });
});
