import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Services } from '../../api/context.ts';
import { startServer } from '../../api/server.ts';
import type { ServerOptions } from '../../api/server-options.ts';
import { fakeServices } from './fake-services.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are whatever the query asked for
  readonly data: any;
  readonly errors: readonly {
    message: string;
    path?: (string | number)[];
    extensions: Record<string, unknown>;
  }[];
}

type Changes = Partial<ServerOptions> & {
  readonly services?: Partial<Services>;
  readonly now?: () => number;
};

/** A server over fakes on a free port of 127.0.0.1, closed when the test is over. */
export async function testServer({ services: overrides, now, ...changes }: Changes = {}) {
  const folder = temporaryFolder();
  const services = fakeServices(folder, now);
  const logged: { message: string; error: unknown }[] = [];
  const options: ServerOptions = {
    host: '127.0.0.1',
    port: 0,
    isOpen: changes.adminKey === undefined,
    uploadSecret: Buffer.alloc(32, 7),
    schemaFile: fileURLToPath(new URL('../../api/generated/schema.graphql', import.meta.url)),
    ...(await pages(folder)),
    log: (message, error) => logged.push({ message, error }),
    ...changes,
  };
  const server = await startServer({ ...services, ...overrides }, options);
  onTestFinished(() => server.close());

  async function graphql(
    query: string,
    variables = {},
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer> {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await response.json()) as GraphqlAnswer;
    return { status: response.status, headers: response.headers, data, errors };
  }

  return { ...server, services, options, logged, graphql };
}

/** Makes the collection `gallery` of four pictures, `p0` to `p3`, and a text, `t`. */
export async function addGallery(
  { graphql }: Pick<Awaited<ReturnType<typeof testServer>>, 'graphql'>,
  headers = {},
) {
  const created = await graphql(
    'mutation { createCollection(input: { name: "gallery" }) { collection { id } } }',
    {},
    headers,
  );
  const vectors = ['[1,0,0,0]', '[0.6,0.8,0,0]', '[0,1,0,0]', '[0,0,0,1]'];
  const pictures = vectors.map((vector, i) => ({
    key: `p${i}`,
    image: { base64: Buffer.from(vector).toString('base64') },
  }));
  const items = [...pictures, { key: 't', text: '[0,0,1,0]', metadata: { lang: '中文' } }];
  const added = await graphql(
    'mutation ($items: [ItemInput!]!) { addItems(input: { collection: "gallery", items: $items }) { items { id key } } }',
    { items },
    headers,
  );
  return {
    collectionId: created.data.createCollection.collection.id as string,
    itemIds: added.data.addItems.items.map(({ id }: { id: string }) => id) as string[],
  };
}

async function pages(folder: string): Promise<Pick<ServerOptions, 'webRoot' | 'graphiqlFile'>> {
  const webRoot = join(folder, 'web');
  await mkdir(join(webRoot, 'assets'), { recursive: true });
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>图文</title>');
  await writeFile(join(webRoot, 'assets/app-1.js'), 'export const x = 1;');
  await writeFile(join(webRoot, 'assets/app-1.js.gz'), gzipSync('export const x = 1;'));
  const graphiqlFile = join(folder, 'graphiql.html.gz');
  await writeFile(graphiqlFile, gzipSync('<!doctype html><title>GraphiQL</title>'));
  return { webRoot, graphiqlFile };
}
