import type { BatchCounters, BatchWatch } from '../batching/batch-queue.ts';
import { noTracer, type Tracer } from './tracer.ts';

export type Tower = 'image' | 'text';

/** A request over HTTP that was answered, or whose client has left. */
export interface RequestEvent {
  readonly method: string;
  /** One of a few patterns, whatever the address was. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** Bytes of its body, as the client announced them. */
  readonly receivedBytes: number;
}

/** A GraphQL operation that has ended, over HTTP or graphql-ws. */
export interface OperationEvent {
  /** `invalid` when it could not be told. */
  readonly type: 'query' | 'mutation' | 'subscription' | 'invalid';
  /** First root field, which the schema has; clients make up the names of operations. */
  readonly field: string;
  /** Of its first error, or OK. */
  readonly code: string;
  readonly durationMs: number;
}

/** Counts kept by others, read when somebody asks. */
export interface TelemetrySources {
  /** Connections to the database by state; empty where there is no pool. */
  readonly connections?: () => Readonly<Record<string, number>>;
  readonly cache?: () => {
    readonly hits: number;
    readonly misses: number;
    readonly bytes: number;
    readonly entries: number;
  };
  readonly jobs?: () => Promise<readonly JobCount[]>;
  /** Resident bytes of each process that runs a tower. */
  readonly inference?: () => Promise<readonly number[]>;
  /** Websockets that are open. */
  readonly websockets?: () => number;
}

export interface JobCount {
  readonly kind: string;
  readonly state: string;
  readonly count: number;
}

export interface WatchedJob {
  readonly kind: string;
  /** Where it was queued. */
  readonly traceparent: string | undefined;
  /** Aborted when it is told to stop, which is no failure. */
  readonly signal: AbortSignal;
}

/** How a model's queue is watched, until it is closed. */
export interface QueueWatch extends BatchWatch {
  close(): void;
}

/** Watches what the server does. It may not throw, and it costs next to nothing. */
export interface Telemetry {
  readonly tracer: Tracer;
  request(event: RequestEvent): void;
  operation(event: OperationEvent): void;
  /** A request or an operation was not answered as wished. */
  refused(code: string): void;
  /** Times a picture's decoding, with its resizing. */
  decode<T>(work: () => Promise<T>): Promise<T>;
  /** Times a statement; of it only the first word is kept. */
  query<T>(statement: string, work: () => Promise<T>): Promise<T>;
  /** Times a job from its start, or from where it goes on, until it stops. */
  job<T>(job: WatchedJob, work: () => Promise<T>): Promise<T>;
  jobItems(kind: string, count: number): void;
  queue(model: string, tower: Tower, counters: () => Readonly<BatchCounters>): QueueWatch;
  read(sources: TelemetrySources): void;
  /** All metrics in Prometheus' text format. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Watches nothing, for commands. */
export const noTelemetry: Telemetry = {
  tracer: noTracer,
  request: () => undefined,
  operation: () => undefined,
  refused: () => undefined,
  decode: (work) => work(),
  query: (_statement, work) => work(),
  job: (_job, work) => work(),
  jobItems: () => undefined,
  queue: () => ({ mark: () => undefined, around: (_run, work) => work(), close: () => undefined }),
  read: () => undefined,
  exposition: async () => ({ contentType: 'text/plain', text: '' }),
};
