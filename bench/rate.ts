import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Units per second of clients that ask again as soon as they are answered. */
export async function rate(clients: number, seconds: number, ask: () => Promise<number>): Promise<number> {
  const started = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - started < seconds * 1000) {
        const units = await ask();
        done += units;
      }
    }),
  );
  return done / ((performance.now() - started) / 1000);
}

/** One value after the other, over and over. */
export function cycle<T>(values: readonly T[]): () => T {
  let i = 0;
  return () => values[i++ % values.length]!;
}

/**
 * Answer of a GraphQL server. Through `node:http`, because `fetch` takes a millisecond and a half of a processor that server and database
 * need. @throws Error with what it refused
 */
export async function post<Data>(url: string, body: string): Promise<Data> {
  const { data, errors } = JSON.parse(await postText(`${url}/graphql`, body)) as {
    data: Data;
    errors?: unknown;
  };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const agent = new Agent({ keepAlive: true });

function postText(url: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
