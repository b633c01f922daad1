/** @file One real server that asks for keys, traces to a receiver on this machine, and logs JSON. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { homeWithDatabase } from '../support/home-template.ts';
import { openApplication, starterImport, starterPath } from '../support/starter.ts';
import { testServer } from '../support/test-server.ts';
import { startTuwen, type TuwenProcess } from '../support/tuwen-process.ts';

const adminKey = 'correct-horse-battery-staple';
const metricsToken = 'only-for-the-metrics';
const secretText = '机密的红色雨伞';

interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly unknown[];
}

/** Takes what a collector would. */
async function otlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      for (const { scopeSpans } of JSON.parse(body).resourceSpans)
        for (const { spans: some } of scopeSpans) spans.push(...some);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    close: () => server.close(),
  };
}

describe('a server', () => {
  let server: TuwenProcess;
  let receiver: Awaited<ReturnType<typeof otlpReceiver>>;
  let exposed: string;
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

  const ask = async (query: string, variables = {}, headers = {}) => {
    const response = await fetch(`${server.url}/graphql?signature=leaked-signature`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}`, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data: Record<string, never>; errors?: { message: string }[] };
  };
  const metrics = async (key: string | undefined) => {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(`${server.url}/metrics`, { headers });
    return { status: response.status, text: await response.text() };
  };

  beforeAll(async () => {
    receiver = await otlpReceiver();
    const home = await homeWithDatabase();
    const application = await openApplication({ TUWEN_HOME: home });
    await application.importModel.run(starterImport());
    await application.close();
    const environment = {
      TUWEN_STARTER: 'off',
      TUWEN_ADMIN_KEY: adminKey,
      TUWEN_METRICS_TOKEN: metricsToken,
      TUWEN_DATASETS: home,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    };
    server = await startTuwen(60_000, environment, home);
    const query =
      'query Mine($texts: [String!]!) { embedTexts(texts: $texts) { norm } collections { name } }';
    const answer = await ask(query, { texts: [secretText] }, { traceparent });
    expect(answer.errors).toBeUndefined();
    await ask('{ nothing }', {}, { authorization: `Bearer ${adminKey}` });
    await ask('{ apiKeys { id } }', {}, { authorization: `Bearer wrong-${'x'.repeat(30)}` });
    const png = readFileSync(
      fileURLToPath(new URL('../../starter/probes/images/rgb24.bmp', import.meta.url)),
    );
    const embedded = await ask('query ($b: Base64!) { embedImages(images: [{ base64: $b }]) { norm } }', {
      b: png.toString('base64'),
    });
    expect(embedded.errors).toBeUndefined();
    exposed = (await metrics(metricsToken)).text;
    return async () => {
      await server.stop();
      receiver.close();
    };
  }, 120_000);

  it('gives its metrics to administrators and to the token that is for them alone', async () => {
    expect((await metrics(adminKey)).status).toBe(200);
    expect((await metrics(metricsToken)).status).toBe(200);
    expect((await metrics(undefined)).status).toBe(401);
    expect((await metrics('not-the-metrics-token')).status).toBe(401);
    expect(
      (await ask('{ apiKeys { id } }', {}, { authorization: `Bearer ${metricsToken}` })).errors,
    ).toHaveLength(1);
  });

  it('counts what it does', () => {
    const one = (start: string) =>
      expect(exposed).toMatch(new RegExp(`^${start.replace(/[{}]/g, '\\$&')} [1-9]`, 'm'));
    one('tuwen_graphql_operation_seconds_count{type="query",field="embedTexts",code="OK"}');
    one(
      'tuwen_graphql_operation_seconds_count{type="invalid",field="none",code="GRAPHQL_VALIDATION_FAILED"}',
    );
    one('tuwen_errors_total{code="UNAUTHENTICATED"}');
    one('tuwen_batch_rows_count{model="starter",tower="text"}');
    one('tuwen_encode_seconds_count{model="starter",tower="image",code="OK"}');
    one('tuwen_decode_seconds_count{code="OK"}');
    one('tuwen_database_query_seconds_count{statement="select",code="OK"}');
    one('tuwen_inference_processes');
    one('tuwen_inference_memory_bytes');
    one('nodejs_eventloop_lag_p99_seconds|process_resident_memory_bytes');
  });

  it('sends one tree of spans that continues the trace of its client, without texts and secrets', async () => {
    await expect
      .poll(() => receiver.spans.some(({ name }) => name === 'POST /graphql'), { timeout: 10_000 })
      .toBe(true);
    await expect
      .poll(() => receiver.spans.filter((span) => span.traceId === traceId).length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(7);
    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    const parentOf = (span: ReceivedSpan | undefined) =>
      spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
    const tree = (name: string) => parentOf(spans.find((span) => span.name === name));
    const root = spans.find(({ name }) => name === 'POST /graphql');
    expect(root?.parentSpanId).toBe('b7ad6b7169203331');
    expect(Object.fromEntries(spans.map(({ name }) => [name, tree(name)]))).toEqual({
      'POST /graphql': undefined,
      'resolve embedTexts': 'POST /graphql',
      'resolve collections': 'POST /graphql',
      'sql select': 'resolve collections',
      queue: 'resolve embedTexts',
      encode: 'resolve embedTexts',
      inference: 'encode',
    });
    const sent = receiver.bodies.join('');
    for (const secret of [secretText, adminKey, metricsToken, 'leaked-signature', '机密'])
      expect(sent).not.toContain(secret);
  });

  it('continues the trace of the request that queued a job in the job, and of a websocket in its subscriptions', async () => {
    const lines = readFileSync(starterPath('emoji-cn/valid_imgs.tsv'), 'utf8').split('\n', 12);
    const texts = lines.map((line, i) => ({
      text_id: i,
      text: '雨伞',
      image_ids: [Number.parseInt(line, 10)],
    }));
    writeFileSync(join(server.home, 'imgs.tsv'), `${lines.join('\n')}\n`);
    writeFileSync(
      join(server.home, 'texts.jsonl'),
      texts.map((text) => `${JSON.stringify(text)}\n`).join(''),
    );
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const continued = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const input = '{ images: "imgs.tsv", texts: "texts.jsonl" }';
    const started = await ask(`mutation { startRetrievalEvaluation(input: ${input}) { id } }`, {}, continued);
    expect(started.errors).toBeUndefined();
    const { id } = started.data['startRetrievalEvaluation'] as unknown as { id: string };
    const headers = { authorization: `Bearer ${adminKey}`, ...continued };
    class Socket extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers });
      }
    }
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Socket,
    });
    let last: unknown;
    for await (const answer of client.iterate({
      query: `subscription { jobProgress(id: "${id}") { state } }`,
    }))
      last = answer.data;
    await client.dispose();
    expect(last).toEqual({ jobProgress: { state: 'SUCCEEDED' } });

    const spans = () => receiver.spans.filter((span) => span.traceId === trace);
    const parentsOf = (name: string) =>
      spans()
        .filter((span) => span.name === name)
        .map(({ parentSpanId }) => spans().find(({ spanId }) => spanId === parentSpanId)?.name);
    await expect
      .poll(() => parentsOf('job retrieval-evaluation'), { timeout: 10_000 })
      .toEqual(['resolve startRetrievalEvaluation']);
    expect(parentsOf('encode')).toContain('job retrieval-evaluation');
    expect(spans().find(({ name }) => name === 'subscribe jobProgress')?.parentSpanId).toBe(
      '00f067aa0ba902b7',
    );
    expect(new Set(parentsOf('event jobProgress'))).toEqual(new Set(['subscribe jobProgress']));
  });

  it('warns of no leak of listeners, whether requests come beside or after each other', async () => {
    const embed = () => ask('{ embedTexts(texts: ["雨伞"]) { norm } }');
    for (let i = 0; i < 30; i++) await embed();
    await Promise.all(Array.from({ length: 60 }, embed));
    expect((await embed()).errors).toBeUndefined();
    expect(server.output()).not.toContain('MaxListenersExceededWarning');
  });

  it('logs each request as a line with its id, trace, operation and outcome, without what it was asked', () => {
    const output = server.output();
    const lines = output.split('\n').filter((line) => line.startsWith('{'));
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const requests = events.filter(({ message }) => message === 'request');
    expect(requests[0]).toMatchObject({
      level: 'info',
      traceId,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      route: '/graphql',
      status: 200,
      durationMs: expect.any(Number),
      operation: { type: 'query', field: 'embedTexts', name: 'Mine' },
      caller: { kind: 'admin-key' },
      outcome: 'OK',
    });
    expect(requests.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['GRAPHQL_VALIDATION_FAILED', 'UNAUTHENTICATED']),
    );
    for (const secret of [secretText, adminKey, metricsToken, 'leaked-signature', 'wrong-xxx'])
      expect(output).not.toContain(secret);
  });

  it.each([
    ['the dashboard', 'deploy/grafana/tuwen.json'],
    ['the alerts', 'deploy/prometheus/tuwen-alerts.yml'],
  ])('exposes every metric and label that %s asks for', async (_, file) => {
    const labels = labelsOf(`${exposed}\n${await everything()}`);
    const queries = queriesOf(readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8'));
    expect(queries.length).toBeGreaterThan(4);
    for (const query of queries) {
      const asked = askedBy(query);
      for (const name of asked.metrics) expect([...labels.keys(), 'up'], query).toContain(name);
      const known = new Set([
        'job',
        'instance',
        'le',
        ...asked.metrics.flatMap((name) => [...(labels.get(name) ?? [])]),
      ]);
      for (const label of asked.labels) expect([...known], query).toContain(label);
    }
  });
});

/** What a server exposes once each of its metrics has a value. */
async function everything(): Promise<string> {
  const { services } = await testServer();
  const { telemetry } = services;
  const signal = new AbortController().signal;
  telemetry.refused('TIMEOUT');
  telemetry.jobItems('a', 1);
  await telemetry.job({ kind: 'a', traceparent: undefined, signal }, async () => undefined);
  telemetry.read({
    connections: () => ({ active: 1 }),
    jobs: async () => [{ kind: 'a', state: 'queued', count: 1 }],
  });
  return (await telemetry.exposition()).text;
}

/** Labels by metric; of a histogram those of its three. */
function labelsOf(exposition: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of exposition.split('\n')) {
    const [, name, given = ''] = /^([a-z_0-9]+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const labels = found.get(name) ?? new Set();
    for (const [, label] of given.matchAll(/(\w+)="/g)) labels.add(label!);
    found.set(name, labels);
  }
  return found;
}

function queriesOf(text: string): readonly string[] {
  if (!text.startsWith('{')) return [...text.matchAll(/^ +expr: (.+)$/gm)].map(([, query]) => query!);
  const { panels } = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

function askedBy(query: string) {
  const bare = query.replaceAll(/"[^"]*"/g, '""');
  return {
    metrics: [...bare.matchAll(/\b(?:tuwen|process|nodejs)_\w+|\bup\b/g)].map(([name]) => name),
    labels: [
      ...[...bare.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) => [...list!.matchAll(/(\w+)\s*(?:=|!)/g)]),
      ...[...bare.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => [...list!.matchAll(/(\w+)/g)]),
    ].map(([, label]) => label!),
  };
}
