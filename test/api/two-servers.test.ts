import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../adapters/files/package-root.ts';
import { Application } from '../../api/application.ts';
import { readConfig } from '../../api/config.ts';
import type { RunningServer } from '../../api/server.ts';
import { noTelemetry } from '../../core/ports/telemetry.ts';
import { administer, testDatabaseUrl } from '../support/databases.ts';
import { openApplication, starterImport } from '../support/starter.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the assertions are about
type Data = any;

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const patience = { timeout: 120_000, interval: 200 };

describe.skipIf(testDatabaseUrl === undefined)(
  'two servers on one database (TEST_DATABASE_URL) and one home',
  () => {
    const name = `tuwen_${randomUUID().replaceAll('-', '')}`;
    const home = temporaryFolder();
    const datasets = temporaryFolder();
    let applications: readonly Application[] = [];
    let servers: readonly RunningServer[] = [];
    let database: pg.Client;

    beforeAll(async () => {
      await administer(`create database ${name}`);
      const url = new URL(testDatabaseUrl!);
      url.pathname = name;
      const importer = await openApplication({ TUWEN_HOME: home });
      await importer.importModel.run(starterImport());
      await importer.importModel.run({ ...starterImport('larger'), imageSize: 64 });
      await importer.close();
      const environment = {
        ...{ TUWEN_HOME: home, TUWEN_PORT: '0', TUWEN_STARTER: 'off', TUWEN_MODEL: 'starter' },
        ...{ DATABASE_URL: url.href, TUWEN_DATASETS: datasets },
      };
      const open = () => new Application(readConfig(environment), { telemetry: noTelemetry, log: silent });
      applications = [open(), open()];
      // At the same moment, on a database without a table.
      servers = await Promise.all(applications.map((application) => application.serve()));
      database = new pg.Client({ connectionString: url.href });
      await database.connect();
    }, 240_000);

    afterAll(async () => {
      await Promise.all(servers.map((server) => server.close()));
      await Promise.all(applications.map((application) => application.close()));
      await database?.end();
      await administer(`drop database if exists ${name} with (force)`);
    }, 60_000);

    async function ask(server: RunningServer | undefined, query: string, variables = {}): Promise<Data> {
      const response = await fetch(`${server!.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
      if (errors !== undefined) throw new Error(errors[0]!.message);
      return data;
    }
    const both = <T>(work: (server: RunningServer, index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(servers.map(work));
    const bothSettled = (query: string): Promise<PromiseSettledResult<Data>[]> =>
      Promise.allSettled(servers.map((server) => ask(server, query)));
    const count = async (): Promise<number> =>
      (await ask(servers[0], '{ collection(name: "c") { itemCount } }')).collection.itemCount;
    const rows = async (sql: string): Promise<number> => Number((await database.query(sql)).rows[0].count);

    async function ended(server: RunningServer | undefined, id: string): Promise<Data> {
      const shown = '{ state result error { message } progress { done } }';
      return vi.waitFor(async () => {
        const { job } = await ask(server, `{ job(id: "${id}") ${shown} }`);
        expect(['SUCCEEDED', 'FAILED']).toContain(job.state);
        return job;
      }, patience);
    }

    it('apply each migration once, and give the same numbers', async () => {
      expect(await rows('select count(*) from migrations')).toBe(
        readdirSync(join(packageRoot, 'db/migrations')).length,
      );
      const [one, other] = await both((server) => ask(server, '{ embedTexts(texts: ["雨伞"]) { packed } }'));
      expect(one).toEqual(other);
    });

    it('take the same items at the same time, and store each once', async () => {
      await ask(
        servers[0],
        'mutation { createCollection(input: { name: "c", model: "starter" }) { collection { id } } }',
      );
      const items = Array.from({ length: 40 }, (_, i) => ({ key: `a${i}`, text: `第${i}把雨伞` }));
      const add = 'mutation ($items: [ItemInput!]!) { addItems(input: { collection: "c", items: $items }) ';
      const added = await Promise.all(
        [0, 1, 2].map(() =>
          both((server) =>
            ask(server, `${add} { createdCount updatedCount rejected { message } } }`, { items }),
          ),
        ),
      );
      const counts = added.flat().map(({ addItems }) => addItems);
      expect(counts.every(({ rejected }) => rejected.length === 0)).toBe(true);
      expect(counts.reduce((sum, { createdCount }) => sum + createdCount, 0)).toBe(40);
      expect(counts.reduce((sum, { updatedCount }) => sum + updatedCount, 0)).toBe(200);
      expect(await count()).toBe(40);
    });

    it('import at the same time while every connection is cut, and lose and double nothing', async () => {
      const started = await both(async (server, n) => {
        const lines = Array.from({ length: 1_500 }, (_, i) =>
          JSON.stringify({ key: `b${1_000 * n + i}`, text: `图画${1_000 * n + i}` }),
        );
        writeFileSync(join(datasets, `${n}.jsonl`), lines.join('\n'));
        const source = `source: { jsonl: "${n}.jsonl" }`;
        const query = `mutation { startImport(input: { collection: "c", ${source} }) { id } }`;
        return (await ask(server, query)).startImport.id as string;
      });
      for (const atLeast of [200, 1_200]) {
        await vi.waitFor(
          async () => expect(await rows('select count(*) from items')).toBeGreaterThan(atLeast),
          {
            ...patience,
            interval: 20,
          },
        );
        await database.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
      }
      const jobs = await Promise.all(started.map((id, n) => ended(servers[1 - n], id)));
      expect(jobs).toMatchObject([{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }]);
      for (const { result } of jobs) {
        expect(result).toMatchObject({ read: 1_500, rejected: 0 });
        expect(result.created + result.updated).toBe(1_500);
      }
      expect(await count()).toBe(40 + 2_500);
      expect(await rows('select count(*) from item_vectors')).toBe(40 + 2_500);
    }, 180_000);

    it('estimate relevance once after that, with nobody searching', async () => {
      await vi.waitFor(async () => {
        const { collection } = await ask(
          servers[0],
          '{ collection(name: "c") { relevance { isDue itemCount } } }',
        );
        const { isDue, itemCount } = collection.relevance;
        expect(isDue).toBe(false);
        // The import that ends first estimates; what the other still adds by then is too little for a second one.
        expect(1.2 * itemCount).toBeGreaterThan(2_540);
      }, patience);
      const { search } = await ask(
        servers[1],
        '{ search(collection: "c", query: { text: "雨伞" }, against: TEXT, first: 1) { relevanceUnavailable } }',
      );
      expect(search.relevanceUnavailable).toBeNull();
      const atOnce = await rows(`select count(*) from jobs as one join jobs as other
        on one.kind = 'relevance' and other.kind = 'relevance' and one.id < other.id
        and other.created_at < one.finished_at and 'cancelled' not in (one.state, other.state)`);
      expect(atOnce).toBe(0);
    }, 180_000);

    it('build one index at a time, and keep one', async () => {
      const kinds = ['HNSW_HALF', 'EXACT'];
      const started = await both(async (server, n) => {
        const input = `{ collection: "c", index: { kind: ${kinds[n]} } }`;
        return (await ask(server, `mutation { startIndexBuild(input: ${input}) { id } }`)).startIndexBuild.id;
      });
      const jobs = await Promise.all(started.map((id) => ended(servers[0], id)));
      for (const { state, error } of jobs) {
        if (state === 'FAILED')
          expect(error.message).toContain('Another index of the collection c is being built');
      }
      expect(jobs.map(({ state }) => state)).toContain('SUCCEEDED');
      const [one, other] = await both((server) =>
        ask(server, '{ collection(name: "c") { index { kind } } }'),
      );
      expect(one).toEqual(other);
      expect(await rows("select count(*) from pg_indexes where indexdef like '%hnsw%'")).toBe(
        one.collection.index.kind === 'EXACT' ? 0 : 2,
      );
    }, 180_000);

    it('move to another model once, while items come in, and both switch', async () => {
      const query = 'mutation { startModelChange(input: { collection: "c", model: "larger" }) { id } }';
      const begun = await bothSettled(query);
      const ids = begun.flatMap((each) =>
        each.status === 'fulfilled' ? [each.value.startModelChange.id] : [],
      );
      expect(ids).toHaveLength(1);
      const [refused] = begun.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
      expect(refused).toContain('already');
      const add = 'mutation { addItems(input: { collection: "c", items: [{ key: "late", text: "红苹果" }] })';
      await ask(servers[1], `${add} { createdCount } }`);
      expect(await ended(servers[1], ids[0])).toMatchObject({ state: 'SUCCEEDED' });
      await ask(
        servers[0],
        'mutation { switchCollectionModel(input: { collection: "c" }) { collection { id } } }',
      );
      const found = await both((server) =>
        ask(
          server,
          '{ collection(name: "c") { modelName } search(collection: "c", query: { text: "红苹果" }, against: TEXT, first: 1) { nodes { key } } }',
        ),
      );
      for (const each of found) {
        expect(each).toEqual({ collection: { modelName: 'larger' }, search: { nodes: [{ key: 'late' }] } });
      }
      expect(await count()).toBe(2_541);
    }, 180_000);
  },
);
