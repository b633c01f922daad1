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

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly refId: string; readonly expr: string }[];
}

describe('deploy/grafana/tuwen.json', () => {
  const { schemaVersion, uid, title, panels, templating } = JSON.parse(text('deploy/grafana/tuwen.json')) as {
    schemaVersion: number;
    uid: string;
    title: string;
    panels: readonly Panel[];
    templating: { list: readonly { name: string; type: string; query: unknown }[] };
  };

  it('is a dashboard that asks for its data source when it is imported', () => {
    expect({ schemaVersion, uid, title }).toEqual({ schemaVersion: 39, uid: 'tuwen', title: 'Tuwen' });
    const [source, ...others] = templating.list;
    expect(source).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    for (const variable of [...panels, ...others])
      expect(variable).toMatchObject({
        datasource: { type: 'prometheus', uid: expect.stringMatching(/^\$\{datasource\}$/) },
      });
  });

  it('has panels of their own ids and places, each with queries that know their variables', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    const known = ['$__rate_interval', ...templating.list.map(({ name }) => `$${name}`)];
    for (const { type, title, gridPos, targets } of panels) {
      expect([type, title.length > 0, targets.length > 0]).toEqual(['timeseries', true, true]);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let i = 0; i < gridPos.w * gridPos.h; i++) {
        const cell = `${gridPos.x + (i % gridPos.w)} ${gridPos.y + Math.floor(i / gridPos.w)}`;
        expect(taken, title).not.toContain(cell);
        taken.add(cell);
      }
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const { expr } of targets)
        for (const [variable] of expr.matchAll(/\$\w+/g)) expect(known, expr).toContain(variable);
    }
  });
});
