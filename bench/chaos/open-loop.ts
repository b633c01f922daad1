/** @file Requests at times of their own, whether or not earlier ones were answered, by a client that costs next to nothing. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came of one request. */
export interface Outcome {
  readonly code: string | undefined;
  readonly hasRetryAfter: boolean;
  readonly ms: number;
}

interface Connection {
  readonly socket: Socket;
  received: string;
  onAnswer: (answer: string | undefined) => void;
}

/**
 * Sends GraphQL bodies over connections that are kept. Bare sockets: 2,000 requests a second through `node:http` would take the processor that
 * the server is to be measured on.
 */
export class BareClient {
  readonly #url: URL;
  readonly #free: Connection[] = [];
  readonly #all = new Set<Connection>();

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async send(body: string, patienceMs: number): Promise<Outcome> {
    const started = performance.now();
    const connection = this.#free.pop() ?? this.#connect();
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<string | undefined>((resolve) => {
      connection.onAnswer = resolve;
      timer = setTimeout(() => connection.socket.destroy(), patienceMs);
      connection.socket.write(
        `POST /graphql HTTP/1.1\r\nHost: ${this.#url.host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
    clearTimeout(timer);
    const ms = performance.now() - started;
    if (answer === undefined) return { code: 'no answer', hasRetryAfter: false, ms };
    if (/^connection: close/im.test(answer)) connection.socket.destroy();
    else if (!connection.socket.destroyed) this.#free.push(connection);
    const code = answer.includes('"errors":') ? (/"code":"(\w+)"/.exec(answer)?.[1] ?? 'no code') : undefined;
    return { code, hasRetryAfter: /^retry-after: \d/im.test(answer), ms };
  }

  close(): void {
    for (const { socket } of this.#all) socket.destroy();
  }

  #connect(): Connection {
    const socket = connect(Number(this.#url.port), this.#url.hostname);
    const connection: Connection = { socket, received: '', onAnswer: () => undefined };
    socket.setNoDelay().setEncoding('latin1');
    socket.on('data', (chunk: string) => take(connection, chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#all.delete(connection);
      const place = this.#free.indexOf(connection);
      if (place >= 0) this.#free.splice(place, 1);
      connection.onAnswer(undefined);
    });
    this.#all.add(connection);
    return connection;
  }
}

/** Answers when all bytes that the head announces are there. */
function take(connection: Connection, chunk: string): void {
  connection.received += chunk;
  const { received } = connection;
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return;
  const length = Number(/^content-length: (\d+)/im.exec(received)?.[1] ?? 0);
  if (received.length < head + 4 + length) return;
  connection.received = '';
  connection.onAnswer(received);
}

/** What is told of a time under load. */
export interface OpenLoop {
  readonly outcomes: readonly Outcome[];
  /** Requests that were due while `maximumOpen` waited for an answer. */
  readonly notSent: number;
}

/** Calls `ask` so often a second on average, at random times, until `end`; waits for all answers. */
export async function openLoop(
  ask: () => Promise<Outcome>,
  {
    perSecond,
    end,
    maximumOpen,
  }: { readonly perSecond: number; readonly end: number; readonly maximumOpen: number },
): Promise<OpenLoop> {
  const outcomes: Outcome[] = [];
  const open = new Set<Promise<void>>();
  let notSent = 0;
  let due = performance.now();
  while (due < end) {
    // All that is due by now goes out at once; in between, answers are read.
    for (; due <= performance.now() && due < end; due += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
      if (open.size >= maximumOpen) {
        notSent++;
        continue;
      }
      const asked = ask().then((outcome) => void outcomes.push(outcome));
      open.add(asked);
      void asked.finally(() => open.delete(asked));
    }
    await sleep(Math.max(1, due - performance.now()));
  }
  await Promise.all(open);
  return { outcomes, notSent };
}
