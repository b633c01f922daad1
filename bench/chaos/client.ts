import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: answers are whatever was asked for
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
  readonly ms: number;
}

/** A client that keeps its connections. */
export class Client {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.#url = new URL('/graphql', url);
  }

  /** @throws whatever the connection says when there is no answer */
  ask(query: string, variables: object = {}, timeoutMs = 90_000): Promise<Answer> {
    return this.send(JSON.stringify({ query, variables }), timeoutMs);
  }

  send(body: string, timeoutMs = 90_000): Promise<Answer> {
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error('no answer in time')));
      sent.on('error', reject);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode: status = 0, headers } = response;
          const ms = performance.now() - started;
          try {
            const { data = null, errors = [] } = JSON.parse(text);
            resolve({ status, retryAfter: headers['retry-after'], data, errors, ms });
          } catch {
            reject(new Error(`status ${status} with no JSON: ${text.slice(0, 100)}`));
          }
        });
      });
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Code of the first error; undefined for an answer without errors. */
export function codeOf({ errors }: Answer): string | undefined {
  const [error] = errors;
  return error === undefined ? undefined : (error.extensions?.code ?? 'an error without a code');
}

/** An error that says nothing: a bug, or a refusal without a code. */
export function isUnclear(answer: Answer): boolean {
  const code = codeOf(answer);
  return code === 'INTERNAL_SERVER_ERROR' || code === 'an error without a code';
}
