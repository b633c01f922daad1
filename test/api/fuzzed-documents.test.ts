import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Application } from '../../api/application.ts';
import { readConfig } from '../../api/config.ts';
import { importStarterModel } from '../../api/starter.ts';
import { seededRandom } from '../../core/numeric/seeded-random.ts';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz.ts';
import { homeWithDatabase } from '../support/home-template.ts';
import { mutate } from '../support/mutate.ts';
import { RandomDocuments } from '../support/random-documents.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../support/tuwen-process.ts';

const schema = buildSchema(
  readFileSync(new URL('../../api/generated/schema.graphql', import.meta.url), 'utf8'),
);
let tuwen: TuwenProcess;
/** Answers that tell nothing, with what they answer. */
const failures: string[] = [];
const known = ['emoji', 'starter', '1', '2', '40', '1920', 'label', 'tags', 'group', 'chinese-clip', 'flat'];

const starter = fileURLToPath(new URL('../../starter', import.meta.url));

beforeAll(async () => {
  if (!hasStarter) return;
  const home = await homeWithDatabase();
  const application = new Application(readConfig({ TUWEN_HOME: home }));
  await importStarterModel({ folder: starter, home }, application);
  await application.close();
  tuwen = await startTuwen(60_000, { TUWEN_STARTER: 'off', TUWEN_DATASETS: starter }, home);
  await fillGallery();
}, 90_000);
afterAll(() => tuwen?.stop());
afterEach(() => expect(failures.splice(0)).toEqual([]));

/** The collection `emoji` of forty pictures. */
async function fillGallery(): Promise<void> {
  const items: object[] = [];
  for await (const line of createInterface({
    input: createReadStream(`${starter}/emoji-cn/valid_imgs.tsv`),
  })) {
    const base64 = line.split('\t')[1];
    const metadata = {
      number: items.length,
      label: '雨伞',
      tags: ['红', 'a'],
      flat: true,
      camera: { model: 'X' },
    };
    items.push({ key: String(items.length), text: '雨伞', image: { base64 }, metadata });
    if (items.length === 40) break;
  }
  const query = `mutation ($items: [ItemInput!]!) {
    createCollection(input: { name: "emoji" }) { collection { id } }
    addItems(input: { collection: "emoji", items: $items }) { createdCount }
  }`;
  const { codes, data } = await answered(JSON.stringify({ query, variables: { items } }));
  expect([codes, data]).toMatchObject([[], { addItems: { createdCount: 40 } }]);
}

/** Sends a body, and sees that whatever comes back is an answer or a refusal that says why. */
async function answered(body: string | Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(`${tuwen.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body as string,
  });
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as {
    data?: unknown;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
  const codes = errors.map(({ extensions }) => extensions?.code);
  const isClear = codes.every((code) => code !== undefined && code !== 'INTERNAL_SERVER_ERROR');
  if (!isClear || (response.status >= 500 && errors.length === 0))
    failures.push(`${response.status} ${text.slice(0, 1000)}\nto ${body.slice(0, 3000)}`);
  return { data, codes, status: response.status };
}

const generator = (random: () => number) =>
  new RandomDocuments({
    schema,
    random,
    known,
    without: ['unloadModel', 'disablePlugin', 'deleteCollection'],
  });

const directives = ' @include(if: true)'.repeat(400);
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const manyFragments = Array.from(
  { length: 60 },
  (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
);

/** Documents that grow where they are parsed, validated, counted or run. */
const bombs: readonly (readonly [string, string])[] = [
  ['aliases', `{ ${Array.from({ length: 600 }, (_, i) => `a${i}: models { name }`).join(' ')} }`],
  ['directives', `{ models${directives} { name${directives} } }`],
  ['unknown directives', `{ models ${'@a '.repeat(900)} { name } }`],
  ['depth', `{ ${nested(400, 'collection(name: "emoji") { ', '} ')} }`],
  ['inline fragments', `{ ${nested(600, '... { ', '} ')} }`],
  ['lists in values', `{ search(collection: ${nested(900, '[', ']')}, query: { text: "a" }) { plan } }`],
  [
    'objects in values',
    `{ search(collection: "emoji", query: ${'{ mix: '.repeat(300)}1${' }'.repeat(300)}) { plan } }`,
  ],
  ['fragments in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
  ['a fragment in itself', 'query { ...A } fragment A on Query { models { name } ...A }'],
  ['fragments that double', `{ ...F0 } ${manyFragments.join(' ')} fragment F60 on Query { models { name } }`],
  [
    'fragments of a subscription that double',
    `subscription { ...F0 } ${manyFragments.join(' ').replaceAll('Query', 'Subscription')} fragment F60 on Subscription { jobProgress(id: "999999999") { id } }`,
  ],
  ['operations', Array.from({ length: 300 }, (_, i) => `query Q${i} { models { name } }`).join(' ')],
  [
    'variables',
    `query (${Array.from({ length: 300 }, (_, i) => `$v${i}: Int`).join(' ')}) { models { name } }`,
  ],
  ['the same field again and again', `{ ${'models { name } '.repeat(480)} }`],
  ['introspection in itself', `{ __schema { types { ${nested(100, 'fields { type { ', '} } ')} } } }`],
  ['a long name', `{ ${'a'.repeat(1_000_000)} }`],
  ['a long text', `{ search(collection: "${'a'.repeat(1_000_000)}", query: { text: "a" }) { plan } }`],
  ['an unfinished text', `{ search(collection: "${'\\u'.repeat(10_000)}`],
  ['comments', `${'#a\n'.repeat(300_000)}{ models { name } }`],
  [
    'filters in filters',
    `{ search(collection: "emoji", query: { text: "a" }, filter: ${'{ not: '.repeat(400)}{ exists: "label" }${' }'.repeat(400)}) { plan } }`,
  ],
  [
    'a mix of mixes',
    `{ search(collection: "emoji", query: { mix: [${'{ query: { text: "a" } } '.repeat(150)}] }) { plan } }`,
  ],
];

const addItems = (metadata: string) =>
  `mutation ($v: JSONObject!) { addItems(input: { collection: "emoji", items: [{ key: "deep", text: "a", metadata: ${metadata} }] }) { createdCount rejected { code } } }`;
const search = (argument: string, type: string) =>
  `query ($v: ${type}) { search(collection: "emoji", query: { text: "a" }, ${argument}: $v) { plan } }`;

/** Variables that are one thing inside another: name, document, and what opens and closes a level. */
const deepValues: readonly (readonly [string, string, string, string])[] = [
  ['metadata of objects', addItems('$v'), '{"a":', '}'],
  ['metadata of lists', addItems('$v'), '{"a":[', ']}'],
  ['a filter', search('filter', 'ItemFilter'), '{"not":', '}'],
  ['a filter of lists', search('filter', 'ItemFilter'), '{"and":[', ']}'],
  ['a number', search('first', 'Int'), '[', ']'],
  ['a name', 'query ($v: String!) { collection(name: $v) { name } }', '[', ']'],
  ['a picture', 'query ($v: Base64!) { embedImages(images: [{ base64: $v }]) { norm } }', '{"a":', '}'],
  ['texts', 'query ($v: [String!]!) { embedTexts(texts: $v) { norm } }', '[', ']'],
  [
    'a search',
    'query ($v: SearchInput!) { search(collection: "emoji", query: $v) { plan } }',
    '{"mix":[',
    ']}',
  ],
  ['what nobody asked for', '{ models { name } }', '{"a":', '}'],
];

describe.skipIf(!hasStarter)('a real server', () => {
  it(`answers or refuses each of ${fuzzRuns} random documents`, fuzzTimeout, async () => {
    const random = seededRandom(20261201);
    const documents = generator(random);
    const counts = { answered: 0, partly: 0, refused: 0 };
    for (let run = 0; run < fuzzRuns; run++) {
      const { data, codes } = await answered(
        JSON.stringify(documents.next(random() < 0.7 ? 'query' : 'mutation')),
      );
      if (codes.length === 0) counts.answered++;
      else if (data !== undefined) counts.partly++;
      else counts.refused++;
    }
    // Else the documents are too wild to reach what answers them.
    expect(Math.min(counts.answered, counts.partly, counts.refused)).toBeGreaterThan(fuzzRuns / 50);
  });

  it(
    `answers or refuses each of ${fuzzRuns} documents with a few characters changed`,
    fuzzTimeout,
    async () => {
      const random = seededRandom(20261202);
      const documents = generator(random);
      for (let run = 0; run < fuzzRuns; run++) {
        const { query, variables } = documents.next(random() < 0.8 ? 'query' : 'mutation');
        await answered(JSON.stringify({ query: mutate(Buffer.from(query), random).toString(), variables }));
      }
    },
  );

  it(`answers or refuses each of ${fuzzRuns} bodies with a few bytes changed`, fuzzTimeout, async () => {
    const random = seededRandom(20261203);
    const documents = generator(random);
    const types = [
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/graphql',
      'a/b;;',
    ];
    for (let run = 0; run < fuzzRuns; run++) {
      const body = mutate(Buffer.from(JSON.stringify(documents.next('query'))), random);
      const type = random() < 0.9 ? types[0]! : types[Math.floor(random() * types.length)]!;
      const encoding = random() < 0.05 ? { 'content-encoding': random() < 0.5 ? 'gzip' : 'br' } : {};
      await answered(body, { 'content-type': type, ...encoding });
    }
  });

  it.each(bombs)('refuses or survives a document that grows by %s', async (_, query) => {
    const { status } = await answered(JSON.stringify({ query }));
    expect(status).toBeLessThan(500);
    await expect(subscribed({ query })).resolves.toMatch(/^(error|failed|complete|1009)$/);
  });

  it.each(deepValues)('refuses or survives a variable nested deeply: %s', async (_, query, open, close) => {
    for (const depth of [5, 9, 100, 4000, 500_000]) {
      const value = `${open.repeat(depth)}1${close.repeat(depth)}`;
      await answered(`{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`);
    }
    expect((await answered('{"query":"{ collection(name: \\"emoji\\") { itemCount } }"}')).codes).toEqual([]);
  });

  it(`keeps its word over websockets, whatever ${fuzzRuns} messages say`, fuzzTimeout, async () => {
    const random = seededRandom(20261204);
    const documents = generator(random);
    for (let run = 0; run < fuzzRuns; run++) {
      const kind = random() < 0.7 ? 'subscription' : 'query';
      const payload = documents.next(kind);
      if (random() < 0.5) {
        expect(await subscribed(payload)).toMatch(/^(next|error|failed|complete|1009)$/);
        continue;
      }
      const message = JSON.stringify({ id: String(run), type: 'subscribe', payload });
      const bytes = random() < 0.5 ? mutate(Buffer.from(message), random) : JSON.stringify(documents.json());
      // Closed for what is no message, or answered for one that still is.
      expect(await exchange(String(bytes), 300)).toMatch(
        /^(next|error|failed|complete|44\d\d|1003|1007|1009|nothing)$/,
      );
    }
    expect((await answered('{"query":"{ models { name } }"}')).codes).toEqual([]);
  });
});

/** The kind of the first message that answers a subscription. */
function subscribed(payload: object): Promise<string> {
  return exchange(JSON.stringify({ id: '1', type: 'subscribe', payload }), 30_000);
}

/** What comes first after a greeting and a message: the type of another message, `failed`, the code of a close, or nothing. */
function exchange(message: string, waitMs: number): Promise<string> {
  const socket = new WebSocket(`${tuwen.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise<string>((resolve, reject) => {
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('error', reject);
    socket.on('close', (code) => resolve(String(code)));
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'connection_ack') {
        socket.send(message);
        setTimeout(() => resolve('nothing'), waitMs).unref();
      } else {
        const errors = type === 'next' ? (payload.errors ?? []) : type === 'error' ? payload : [];
        for (const { extensions, message: why } of errors)
          if (extensions?.code === 'INTERNAL_SERVER_ERROR') failures.push(`${why} to ${message}`);
        // A subscription whose beginning failed has errors in the place of an event.
        resolve(type === 'next' && !('data' in payload) ? 'failed' : type);
      }
    });
  }).finally(() => socket.terminate());
}
