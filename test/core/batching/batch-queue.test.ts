import { describe, expect, it } from 'vitest';
import { BatchQueue, type BatchQueueOptions } from '../../../core/batching/batch-queue.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';

interface Row {
  readonly request: number;
  readonly index: number;
  readonly bucket: number;
}

const rowsOf = (request: number, count: number, bucket = 0): Row[] =>
  Array.from({ length: count }, (_, index) => ({ request, index, bucket }));

/** A queue whose runs wait until they are let through, and echo their rows. */
function gated(options: Partial<BatchQueueOptions<Row, string>> = {}) {
  const runs: { rows: readonly Row[]; done: () => void; fail: (error: Error) => void }[] = [];
  const queue = new BatchQueue<Row, string>({
    run: (rows) =>
      new Promise((resolve, reject) => {
        const done = () => resolve(rows.map(({ request, index }) => `${request}:${index}`));
        runs.push({ rows, done, fail: reject });
      }),
    bucketOf: ({ bucket }) => bucket,
    maximumBatch: 4,
    maximumDelayMs: 0,
    computing: 1,
    maximumWaiting: 100,
    now: () => performance.now(),
    ...options,
  });
  return { queue, runs };
}

const interactive = { priority: 'interactive' } as const;
const bulk = { priority: 'bulk' } as const;
const turn = () => new Promise((resolve) => setTimeout(resolve, 2));

describe('BatchQueue', () => {
  it('brings requests of one turn together', async () => {
    const { queue, runs } = gated();
    const answers = [queue.submit(rowsOf(1, 1), interactive), queue.submit(rowsOf(2, 2), interactive)];
    await turn();
    expect(runs.map(({ rows }) => rows.length)).toEqual([3]);
    runs[0]!.done();
    expect(await Promise.all(answers)).toEqual([['1:0'], ['2:0', '2:1']]);
  });

  it('gathers rows while a run is under way, and keeps a full one at its door', async () => {
    const { queue, runs } = gated();
    const first = queue.submit(rowsOf(1, 1), interactive);
    await turn();
    const others = [2, 3].map((request) => queue.submit(rowsOf(request, 1), interactive));
    await turn();
    expect(runs).toHaveLength(1);
    others.push(queue.submit(rowsOf(4, 2), interactive));
    await turn();
    expect(runs.map(({ rows }) => rows.length)).toEqual([1, 4]);
    for (const { done } of runs) done();
    await Promise.all([first, ...others]);
    expect(queue.counters).toMatchObject({ runs: 2, rows: 5, waiting: 0, running: 0 });
  });

  it('runs only rows of one bucket together', async () => {
    const { queue, runs } = gated();
    const answer = queue.submit([...rowsOf(1, 2, 8), ...rowsOf(1, 1, 16), ...rowsOf(1, 1, 8)], interactive);
    for (let i = 0; i < 2; i++) {
      await turn();
      runs[i]!.done();
    }
    await answer;
    expect(runs.map(({ rows }) => rows.map(({ bucket }) => bucket))).toEqual([[8, 8, 8], [16]]);
  });

  it('waits for more where it is told to', async () => {
    const { queue, runs } = gated({ maximumDelayMs: 300 });
    const answers = [queue.submit(rowsOf(1, 1), interactive)];
    await turn();
    expect(runs).toHaveLength(0);
    answers.push(queue.submit(rowsOf(2, 1), interactive));
    while (runs.length === 0) await turn();
    runs[0]!.done();
    expect((await Promise.all(answers)).flat()).toEqual(['1:0', '2:0']);
  });

  it('takes interactive rows before bulk, without starving bulk', async () => {
    const { queue, runs } = gated({ maximumBatch: 1 });
    const answers = [queue.submit(rowsOf(0, 3), bulk)];
    await turn();
    for (let request = 1; request <= 8; request++)
      answers.push(queue.submit(rowsOf(request, 1), interactive));
    for (let i = 0; i < 11; i++) {
      while (runs[i] === undefined) await turn();
      runs[i]!.done();
    }
    await Promise.all(answers);
    const order = runs.map(({ rows }) => rows[0]!.request);
    // Two of bulk had begun before anybody else came; then three go before the third.
    expect(order).toEqual([0, 0, 1, 2, 3, 0, 4, 5, 6, 7, 8]);
  });

  it('refuses what would wait too long, and takes a large request when nothing waits', async () => {
    const { queue, runs } = gated({ maximumWaiting: 8, maximumBatch: 100 });
    const large = queue.submit(rowsOf(1, 50), interactive);
    await expect(queue.submit(rowsOf(2, 1), interactive)).rejects.toMatchObject({
      code: 'OVERLOADED',
      details: { retryAfterSeconds: 1, limit: 8 },
    });
    await turn();
    runs[0]!.done();
    expect(await large).toHaveLength(50);
    expect(queue.counters).toMatchObject({ refused: 1, waiting: 0 });
  });

  it('forgets rows that nobody waits for any more', async () => {
    const { queue, runs } = gated({ maximumBatch: 2 });
    const running = queue.submit(rowsOf(1, 2), interactive);
    await turn();
    const leaving = new AbortController();
    const left = queue.submit(rowsOf(2, 5), { ...interactive, signal: leaving.signal });
    const staying = queue.submit(rowsOf(3, 1), interactive);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(queue.counters).toMatchObject({ waiting: 1, cancelled: 1 });
    runs[0]!.done();
    await running;
    while (runs[1] === undefined) await turn();
    runs[1]!.done();
    expect(await staying).toEqual(['3:0']);
    expect(runs.flatMap(({ rows }) => rows.map(({ request }) => request))).not.toContain(2);
    await expect(queue.submit(rowsOf(4, 1), { ...interactive, signal: leaving.signal })).rejects.toThrow(
      'gone',
    );
  });

  it('lets a failed run fail its own requests only', async () => {
    const { queue, runs } = gated({ maximumBatch: 2 });
    const failing = queue.submit(rowsOf(1, 3), interactive);
    const other = queue.submit(rowsOf(2, 1), interactive);
    await turn();
    runs[0]!.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    while (runs.length < 2) await turn();
    for (const { done } of runs.slice(1)) done();
    expect(await other).toEqual(['2:0']);
  });

  it.each([1, 2, 3, 4, 5])(
    'never mixes up rows, whatever comes, fails and leaves (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      let runs = 0;
      const queue = new BatchQueue<Row, string>({
        run: async (rows) => {
          await new Promise((resolve) => setTimeout(resolve, below(3)));
          if (++runs % 10 === 0) throw new Error('broken');
          expect(new Set(rows.map(({ bucket }) => bucket)).size).toBe(1);
          expect(rows.length).toBeLessThanOrEqual(7);
          return rows.map(({ request, index }) => `${request}:${index}`);
        },
        bucketOf: ({ bucket }) => bucket,
        maximumBatch: 7,
        maximumDelayMs: seed % 2,
        computing: 1 + (seed % 3),
        maximumWaiting: 60,
        now: () => performance.now(),
      });
      const outcomes = { answered: 0, broken: 0, gone: 0, refused: 0 };
      const requests = Array.from({ length: 150 }, async (_, request) => {
        await new Promise((resolve) => setTimeout(resolve, below(60)));
        const leaving = new AbortController();
        const rows = rowsOf(request, 1 + below(20)).map((row) => ({ ...row, bucket: below(3) }));
        if (random() < 0.15) setTimeout(() => leaving.abort(new Error('gone')), below(8));
        const priority = random() < 0.5 ? 'interactive' : 'bulk';
        try {
          const submitted = queue.submit(rows, { priority, signal: leaving.signal });
          // Some leave at once, others while they wait or run.
          if (request % 15 === 0) leaving.abort(new Error('gone'));
          const results = await submitted;
          expect(results).toEqual(rows.map(({ index }) => `${request}:${index}`));
          outcomes.answered++;
        } catch (error) {
          const { code, message } = error as { code?: string; message: string };
          if (code === 'OVERLOADED') outcomes.refused++;
          else outcomes[message as 'broken' | 'gone']++;
        }
      });
      await Promise.all(requests);
      expect(outcomes.answered + outcomes.broken + outcomes.gone + outcomes.refused).toBe(150);
      expect(Math.min(outcomes.answered, outcomes.broken, outcomes.gone)).toBeGreaterThan(0);
      expect(queue.counters).toMatchObject({ waiting: 0 });
    },
  );
});
