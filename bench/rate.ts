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

/** Answer of a GraphQL server. @throws Error with what it refused */
export async function post<Data>(url: string, body: string): Promise<Data> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
