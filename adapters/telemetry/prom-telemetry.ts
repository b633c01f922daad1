import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { BatchCounters, BatchRun } from '../../core/batching/batch-queue.ts';
import { DomainError } from '../../core/errors.ts';
import type {
  OperationEvent,
  QueueWatch,
  RequestEvent,
  Telemetry,
  TelemetrySources,
  Tower,
  WatchedJob,
} from '../../core/ports/telemetry.ts';
import type { TraceMark, Tracer } from '../../core/ports/tracer.ts';
import { registerSources, type WatchedQueue } from './source-metrics.ts';

const quick = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const long = [1, 10, 60, 300, 1800, 7200, 43_200];

export interface PromTelemetryOptions {
  readonly tracer: Tracer;
  readonly version: string;
  /** Also those of the process: memory, processor, event loop, garbage. */
  readonly process?: boolean;
}

/** Metrics in memory, for Prometheus to fetch, beside the spans of a tracer. Labels have few values, all of them ours. */
export class PromTelemetry implements Telemetry {
  readonly tracer: Tracer;
  readonly #registry = new Registry();
  readonly #queues = new Map<string, WatchedQueue>();
  readonly #metrics: ReturnType<typeof defineMetrics>;
  readonly #sources: { now: TelemetrySources } = { now: {} };

  constructor({ tracer, version, process = true }: PromTelemetryOptions) {
    this.tracer = tracer;
    this.#metrics = defineMetrics(this.#registry);
    registerSources(this.#registry, { version, queues: this.#queues, sources: () => this.#sources.now });
    if (process) collectDefaultMetrics({ register: this.#registry });
  }

  request({ method, route, status, durationMs, receivedBytes }: RequestEvent): void {
    this.#metrics.requests.observe({ method, route, status: String(status) }, durationMs / 1000);
    if (route === '/uploads/:id' && status === 201) this.#metrics.uploadedBytes.inc(receivedBytes);
  }

  operation({ type, field, code, durationMs }: OperationEvent): void {
    this.#metrics.operations.observe({ type, field, code }, durationMs / 1000);
  }

  refused(code: string): void {
    this.#metrics.errors.inc({ code });
  }

  decode<T>(work: () => Promise<T>): Promise<T> {
    const { decoding } = this.#metrics;
    return timed(
      () => this.tracer.span('decode', {}, work),
      (seconds, code) => decoding.observe({ code }, seconds),
    );
  }

  query<T>(statement: string, work: () => Promise<T>): Promise<T> {
    const verb = verbOf(statement);
    const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': verb };
    return timed(
      () => this.tracer.span(`sql ${verb}`, attributes, work),
      (seconds, code) => this.#metrics.queries.observe({ statement: verb, code }, seconds),
    );
  }

  job<T>({ kind, traceparent, signal }: WatchedJob, work: () => Promise<T>): Promise<T> {
    return timed(
      () => this.tracer.root(`job ${kind}`, traceparent, work),
      (seconds, code) =>
        this.#metrics.jobs.observe({ kind, code: signal.aborted ? 'STOPPED' : code }, seconds),
    );
  }

  jobItems(kind: string, count: number): void {
    this.#metrics.jobItems.inc({ kind }, count);
  }

  queue(model: string, tower: Tower, counters: () => Readonly<BatchCounters>): QueueWatch {
    const key = `${model} ${tower}`;
    const watched = { model, tower, counters };
    this.#queues.set(key, watched);
    return {
      mark: (): Waiting => ({ since: performance.now(), trace: this.tracer.mark() }),
      around: (run, work) => this.#run({ model, tower }, run, work),
      // A model that is loaded again is watched before the one that it replaces is closed.
      close: () => {
        if (this.#queues.get(key) === watched) this.#queues.delete(key);
      },
    };
  }

  read(sources: TelemetrySources): void {
    this.#sources.now = { ...this.#sources.now, ...sources };
  }

  async exposition(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #run<T>(
    labels: { readonly model: string; readonly tower: Tower },
    { rows, marks }: BatchRun,
    work: () => Promise<T>,
  ): Promise<T> {
    const { waits, batches, encoding } = this.#metrics;
    const now = performance.now();
    const waiting = [...marks] as Waiting[];
    for (const { since } of waiting) waits.observe(labels, (now - since) / 1000);
    batches.observe(labels, rows);
    return timed(
      () => {
        const traces = waiting.map(({ trace }) => trace);
        return this.tracer.shared({ waited: 'queue', name: 'encode' }, { ...labels, rows }, traces, work);
      },
      (seconds, code) => encoding.observe({ ...labels, code }, seconds),
    );
  }
}

/** When a request began to wait, and in which trace. */
interface Waiting {
  readonly since: number;
  readonly trace: TraceMark;
}

function defineMetrics(registry: Registry) {
  const registers = [registry];
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets = quick,
  ) => new Histogram({ name: `tuwen_${name}`, help, labelNames: [...labelNames], buckets, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `tuwen_${name}`, help, labelNames: [...labelNames], registers });
  return {
    requests: histogram('http_request_seconds', 'Requests over HTTP.', ['method', 'route', 'status']),
    operations: histogram('graphql_operation_seconds', 'GraphQL operations.', ['type', 'field', 'code']),
    waits: histogram('queue_wait_seconds', 'Time of a request before a run takes rows of it.', [
      'model',
      'tower',
    ]),
    batches: histogram(
      'batch_rows',
      'Rows of one run.',
      ['model', 'tower'],
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024],
    ),
    encoding: histogram('encode_seconds', 'Runs of a tower.', ['model', 'tower', 'code']),
    decoding: histogram('decode_seconds', 'Decoding and resizing of a picture, waiting included.', ['code']),
    queries: histogram('database_query_seconds', 'Statements, waiting for a connection included.', [
      'statement',
      'code',
    ]),
    jobs: histogram('job_seconds', 'Jobs, from where they start or go on, here.', ['kind', 'code'], long),
    jobItems: counter('job_items_total', 'What jobs have done here, in their own units.', ['kind']),
    errors: counter('errors_total', 'Requests and operations that ended with an error.', ['code']),
    uploadedBytes: counter('uploaded_bytes_total', 'Bytes of uploads that arrived.', []),
  };
}

/** Tells seconds and the code of what it came to: OK, a DomainError's, or INTERNAL_SERVER_ERROR. */
async function timed<T>(work: () => Promise<T>, tell: (seconds: number, code: string) => void): Promise<T> {
  const started = performance.now();
  let code = 'INTERNAL_SERVER_ERROR';
  try {
    const result = await work();
    code = 'OK';
    return result;
  } catch (error) {
    if (error instanceof DomainError) code = error.code;
    throw error;
  } finally {
    tell((performance.now() - started) / 1000, code);
  }
}

const verbs = ['select', 'insert', 'update', 'delete', 'with', 'copy', 'create', 'drop', 'alter', 'set'];

function verbOf(statement: string): string {
  const word = /[a-z]+/i.exec(statement.slice(0, 64))?.[0].toLowerCase() ?? '';
  return verbs.includes(word) ? word : 'other';
}
