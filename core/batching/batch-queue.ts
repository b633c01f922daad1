import { DomainError } from '../errors.ts';

/** Who asks, and how long they want to know. */
export interface Caller {
  /** `interactive` goes before `bulk`, which gets one run in {@link bulkShare} while both wait. */
  readonly priority: 'interactive' | 'bulk';
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs something on behalf of a caller: everything that it starts belongs to them. */
export type AsCaller = <T>(caller: Caller, work: () => T) => T;

/** A run that begins. */
export interface BatchRun {
  readonly rows: number;
  /** What was given for each request with rows in it. */
  readonly marks: ReadonlySet<unknown>;
}

/** Watches a queue. */
export interface BatchWatch {
  /** A request begins to wait; called where its caller's code runs. */
  mark(): unknown;
  around<T>(run: BatchRun, work: () => Promise<T>): Promise<T>;
}

export interface BatchQueueOptions<Row, Result> {
  /** Results in the order of the rows, which are all of one bucket. */
  readonly run: (rows: readonly Row[]) => Promise<readonly Result[]>;
  /** Rows of equal buckets may share a run, such as texts of one padded length. */
  readonly bucketOf: (row: Row) => number;
  /** Rows of one run. */
  readonly maximumBatch: number;
  /** How long an idle queue waits for more rows before it runs a batch that is not full. */
  readonly maximumDelayMs: number;
  /** Runs that whoever computes can have at the same time. */
  readonly computing: number;
  /** Rows that may wait; what goes beyond is refused. */
  readonly maximumWaiting: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly watch?: BatchWatch | undefined;
}

/** What a queue has done since it was made. */
export interface BatchCounters {
  waiting: number;
  running: number;
  runs: number;
  rows: number;
  refused: number;
  cancelled: number;
  /** Milliseconds that the rows of all runs have waited. */
  waitedMs: number;
}

/** While interactive rows wait too, every fourth run is one of bulk. */
const bulkShare = 4;

interface Waiting<Row, Result> {
  readonly row: Row;
  readonly bucket: number;
  readonly since: number;
  readonly request: Request<Result>;
  /** Place in its request. */
  readonly index: number;
}

interface Request<Result> {
  /** See {@link BatchWatch}. */
  readonly mark: unknown;
  readonly results: Result[];
  left: number;
  /** True once it was answered, refused or given up; its other rows are of no use. */
  isOver: boolean;
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Brings rows of many requests together into runs. An idle queue starts at once (or after `maximumDelayMs`); while a run is
 * under way, rows gather for the next one. A run takes the oldest row, interactive before bulk, and then others of its bucket.
 */
export class BatchQueue<Row, Result> {
  readonly counters: BatchCounters = {
    waiting: 0,
    running: 0,
    runs: 0,
    rows: 0,
    refused: 0,
    cancelled: 0,
    waitedMs: 0,
  };
  readonly #options: BatchQueueOptions<Row, Result>;
  readonly #waiting = { interactive: [] as Waiting<Row, Result>[], bulk: [] as Waiting<Row, Result>[] };
  #interactiveRuns = 0;
  #isScheduled = false;

  constructor(options: BatchQueueOptions<Row, Result>) {
    this.#options = options;
  }

  /**
   * Results in the order of the rows.
   * @throws DomainError OVERLOADED when too many rows wait already; what `run` throws; the reason of the caller's signal
   */
  submit(rows: readonly Row[], { priority, signal }: Caller): Promise<readonly Result[]> {
    if (rows.length === 0) return Promise.resolve([]);
    if (signal?.aborted) return Promise.reject(signal.reason);
    // A request alone may be larger than what may wait: refusing it would refuse it for ever.
    if (this.counters.waiting > 0 && this.counters.waiting + rows.length > this.#options.maximumWaiting) {
      this.counters.refused += rows.length;
      return Promise.reject(overloaded(this.counters.waiting, this.#options.maximumWaiting));
    }
    return new Promise<readonly Result[]>((resolve, reject) => {
      const giveUp = (): void => this.#giveUp(request, signal?.reason);
      const forget = (): void => signal?.removeEventListener('abort', giveUp);
      const request: Request<Result> = {
        mark: this.#options.watch?.mark(),
        results: [],
        left: rows.length,
        isOver: false,
        resolve: (results) => {
          forget();
          resolve(results);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      };
      signal?.addEventListener('abort', giveUp);
      const since = this.#options.now();
      for (const [index, row] of rows.entries())
        this.#waiting[priority].push({ row, bucket: this.#options.bucketOf(row), since, request, index });
      this.counters.waiting += rows.length;
      this.#schedule();
    });
  }

  /** Rows that arrive in the same turn of the event loop, such as those of two fields of one query, share a run. */
  #schedule(): void {
    const { maximumBatch, maximumDelayMs, computing } = this.#options;
    const { running, waiting } = this.counters;
    // One more than can be computed stands at the door, so that nobody who computes waits for us.
    if (this.#isScheduled || running > computing || waiting === 0) return;
    const isFull = waiting >= maximumBatch;
    // It stands there when it is full; until then its place is kept open.
    if (running >= computing && !isFull) return;
    this.#isScheduled = true;
    const start = () => {
      this.#isScheduled = false;
      this.#start();
    };
    if (maximumDelayMs > 0 && !isFull) setTimeout(start, maximumDelayMs);
    else setImmediate(start);
  }

  #start(): void {
    const batch = this.#take();
    if (batch.length === 0) return;
    const started = this.#options.now();
    this.counters.running++;
    this.counters.runs++;
    this.counters.rows += batch.length;
    for (const { since } of batch) this.counters.waitedMs += started - since;
    void this.#run(batch).finally(() => {
      this.counters.running--;
      this.#schedule();
    });
    this.#schedule();
  }

  async #run(batch: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.#watched(batch);
      if (results.length !== batch.length)
        throw new RangeError(`run: ${results.length} results for ${batch.length} rows`);
      for (const [i, { request, index }] of batch.entries()) {
        request.results[index] = results[i]!;
        request.left--;
        if (request.left === 0 && !request.isOver) {
          request.isOver = true;
          request.resolve(request.results);
        }
      }
    } catch (error) {
      for (const { request } of batch) this.#end(request, error);
    }
  }

  #watched(batch: readonly Waiting<Row, Result>[]): Promise<readonly Result[]> {
    const { run, watch } = this.#options;
    const work = () => run(batch.map(({ row }) => row));
    if (watch === undefined) return work();
    const marks = new Set(batch.map(({ request }) => request.mark));
    return watch.around({ rows: batch.length, marks }, work);
  }

  /** The next run's rows, taken out of the queue. */
  #take(): readonly Waiting<Row, Result>[] {
    const { interactive, bulk } = this.#waiting;
    const isBulkTurn =
      interactive.length === 0 || (bulk.length > 0 && this.#interactiveRuns >= bulkShare - 1);
    const [first, second] = isBulkTurn ? [bulk, interactive] : [interactive, bulk];
    this.#interactiveRuns = isBulkTurn ? 0 : this.#interactiveRuns + 1;
    const bucket = first[0]?.bucket;
    const batch: Waiting<Row, Result>[] = [];
    for (const queue of [first, second]) {
      for (let i = 0; i < queue.length && batch.length < this.#options.maximumBatch; ) {
        if (queue[i]!.bucket === bucket) batch.push(...queue.splice(i, 1));
        else i++;
      }
    }
    this.counters.waiting -= batch.length;
    return batch;
  }

  #giveUp(request: Request<Result>, reason: unknown): void {
    if (request.isOver) return;
    this.counters.cancelled++;
    this.#end(request, reason);
  }

  /** Answers a request with an error and takes its rows out. */
  #end(request: Request<Result>, error: unknown): void {
    if (request.isOver) return;
    request.isOver = true;
    request.reject(error);
    for (const priority of ['interactive', 'bulk'] as const) {
      const kept = this.#waiting[priority].filter((waiting) => waiting.request !== request);
      this.counters.waiting -= this.#waiting[priority].length - kept.length;
      this.#waiting[priority] = kept;
    }
  }
}

function overloaded(waiting: number, limit: number): DomainError {
  return new DomainError('OVERLOADED', `${waiting} texts or pictures are already waiting for the model.`, {
    remedy: 'Try again shortly, or send fewer at once.',
    details: { waiting, limit, retryAfterSeconds: 1 },
  });
}
