import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../adapters/files/package-root.ts';
import { readConfig } from '../api/config.ts';

const text = (name: string) => readFileSync(join(packageRoot, name), 'utf8');

describe('Dockerfile', () => {
  const lines = text('Dockerfile').replaceAll('\\\n', ' ').split('\n');

  it('copies what is there, and nothing that is left out of its context', () => {
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    const ignored = text('.dockerignore').split('\n');
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      expect(existsSync(join(packageRoot, source)), source).toBe(true);
      expect(ignored).not.toContain(source.split('/')[0]);
    }
  });

  it('runs no scripts of packages, and not as root', () => {
    expect(
      lines.filter((line) => /npm (ci|prune)/.test(line)).every((line) => line.includes('--ignore-scripts')),
    ).toBe(true);
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER node');
  });
});

interface Service {
  readonly environment: Record<string, string>;
  readonly secrets: readonly string[];
  readonly volumes: readonly string[];
}

describe('deploy/compose.yaml', () => {
  const compose = parse(text('deploy/compose.yaml')) as {
    services: Record<'tuwen' | 'database', Service>;
    volumes: Record<string, null>;
    secrets: Record<string, { file: string }>;
  };

  it('names volumes, secrets and services that it has', () => {
    for (const { secrets, volumes } of Object.values(compose.services)) {
      for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
    expect(compose.services.tuwen).toMatchObject({
      depends_on: { database: { condition: 'service_healthy' } },
    });
    expect(compose.services.database).toHaveProperty('healthcheck');
  });

  it('sets variables that there are', () => {
    const { environment } = compose.services.tuwen;
    const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));
    for (const [, path] of files) expect(compose.secrets).toHaveProperty(path.replace('/run/secrets/', ''));
    const others = Object.fromEntries(
      Object.entries(environment).filter(([name]) => !name.endsWith('_FILE')),
    );
    expect(readConfig(others)).toMatchObject({ drainSeconds: 5, shutdownSeconds: 30 });
  });
});

it('deploy/tuwen.service sets variables that there are', () => {
  const variables = text('deploy/tuwen.service').match(/TUWEN_\w+(?==)/g) ?? [];
  const environment = Object.fromEntries(
    variables.filter((name) => !name.endsWith('_FILE')).map((name) => [name, '/x']),
  );
  expect(Object.keys(environment)).toEqual(['TUWEN_HOME']);
  expect(readConfig(environment).home).toBe('/x');
});
