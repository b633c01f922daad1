import { Worker } from 'node:worker_threads';
import { DomainError } from '../../core/errors.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { compiledFile } from '../files/package-root.ts';
import type { PgliteRequest, PgliteResponse } from './pglite-protocol.ts';
import { toDomainError } from './sql-errors.ts';
import { withTextVectors } from './vector-parameters.ts';

type RequestBody =
  | { readonly kind: 'query'; readonly text: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'execute'; readonly script: string }
  | { readonly kind: 'copy'; readonly to: string }
  | { readonly kind: 'close' };

interface Pending {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Embedded Postgres (PGlite) in a worker thread. It has one connection: statements are answered in order, and while a
 * transaction runs, others wait. Nothing can stop a statement that runs; a caller who leaves is answered at once all the same.
 */
export class PgliteSqlClient implements SqlClient {
  readonly #worker: Worker;
  readonly #currentSignal: () => AbortSignal | undefined;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #failure: Error | undefined;
  /** Settles when the transaction before is over. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(worker: Worker, currentSignal: () => AbortSignal | undefined) {
    this.#worker = worker;
    this.#currentSignal = currentSignal;
  }

  /** @throws DomainError DATABASE_UNAVAILABLE when the folder holds no usable database */
  static open(
    folder: string,
    currentSignal: () => AbortSignal | undefined = () => undefined,
  ): Promise<PgliteSqlClient> {
    const worker = new Worker(compiledFile('adapters/postgres/pglite-worker.js'), { workerData: { folder } });
    const client = new PgliteSqlClient(worker, currentSignal);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        client.#fail(error);
        reject(error);
      };
      worker.on('message', (response: PgliteResponse) => {
        if (response.kind === 'ready') resolve(client);
        else if (response.kind === 'failed') fail(unavailable(response.message));
        else client.#settle(response);
      });
      worker.on('error', (error) => fail(unavailable(error.message)));
      worker.on('exit', () => fail(unavailable('it was closed')));
    });
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  async query<Row>(text: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    await this.#turn.catch(() => undefined);
    return (await this.#ask(text, parameters)) as readonly Row[];
  }

  async execute(script: string): Promise<void> {
    await this.#turn.catch(() => undefined);
    await this.#send({ kind: 'execute', script });
  }

  transaction<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    const result = this.#turn.catch(() => undefined).then(() => this.#transact(work));
    this.#turn = result;
    return result;
  }

  maintain<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    return work(this);
  }

  copyTo(folder: string): Promise<void> {
    const result = this.#turn
      .catch(() => undefined)
      .then(async () => {
        // Else the copy has a long log to go through when it is opened.
        await this.#send({ kind: 'execute', script: 'checkpoint' });
        await this.#send({ kind: 'copy', to: folder });
      });
    this.#turn = result;
    return result;
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => undefined);
    await this.#send({ kind: 'close' });
    await this.#worker.terminate();
  }

  async #transact<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    await this.#send({ kind: 'execute', script: 'begin' });
    try {
      const result = await work(this.#inside());
      await this.#send({ kind: 'execute', script: 'commit' });
      return result;
    } catch (error) {
      await this.#send({ kind: 'execute', script: 'rollback' }).catch(() => undefined);
      throw error;
    }
  }

  /** The client that a transaction's work sees: it does not wait for its own turn. */
  #inside(): SqlClient {
    const client: SqlClient = {
      query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
        (await this.#ask(text, parameters)) as readonly Row[],
      execute: async (script) => void (await this.#send({ kind: 'execute', script })),
      transaction: (work) => work(client),
      maintain: (work) => work(client),
      close: async () => undefined,
    };
    return client;
  }

  /** Rows for a caller who may leave meanwhile; what was not sent by then never is. */
  async #ask(text: string, parameters: readonly unknown[]): Promise<readonly unknown[]> {
    const signal = this.#currentSignal();
    signal?.throwIfAborted();
    const rows = this.#send({ kind: 'query', text, parameters: withTextVectors(parameters) });
    if (signal === undefined) return rows;
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason);
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([rows, left]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #send(body: RequestBody): Promise<readonly unknown[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      const request: PgliteRequest = { id, ...body };
      this.#worker.postMessage(request);
    });
  }

  #settle(response: Extract<PgliteResponse, { id: number }>): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if (response.kind === 'rows') pending?.resolve(response.rows);
    else pending?.reject(failureOf(response) as Error);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function failureOf({ message, code }: Extract<PgliteResponse, { kind: 'error' }>): unknown {
  return toDomainError(Object.assign(new Error(message), { code }), 'embedded');
}

function unavailable(reason: string): DomainError {
  return new DomainError('DATABASE_UNAVAILABLE', `The embedded database cannot be used: ${reason}.`, {
    remedy: 'Set TUWEN_HOME to another folder, or DATABASE_URL to a Postgres with pgvector.',
  });
}
