import { Counter, Gauge, type Registry } from 'prom-client';
import type { BatchCounters } from '../../core/batching/batch-queue.ts';
import type { TelemetrySources, Tower } from '../../core/ports/telemetry.ts';

export interface WatchedQueue {
  readonly model: string;
  readonly tower: Tower;
  readonly counters: () => Readonly<BatchCounters>;
}

interface Parts {
  readonly version: string;
  readonly queues: ReadonlyMap<string, WatchedQueue>;
  readonly sources: () => TelemetrySources;
}

/** Metrics of what others count: read when they are fetched, and nothing until then. */
export function registerSources(registry: Registry, { version, queues, sources }: Parts): void {
  const sampled = sampler(registry);
  sampled('info', 'Version of the server.', ['version'], (set) => set({ version }, 1));
  const queueMetric = (name: string, help: string, field: keyof BatchCounters) =>
    sampled(name, help, ['model', 'tower'], (set) => {
      for (const { model, tower, counters } of queues.values()) set({ model, tower }, counters()[field]);
    });
  queueMetric('queue_waiting_rows', 'Texts or pictures that wait for a tower.', 'waiting');
  queueMetric('queue_running', 'Runs under way.', 'running');
  queueMetric('queue_refused_rows_total', 'Rows refused because too many waited.', 'refused');
  queueMetric('queue_cancelled_total', 'Requests given up while they waited.', 'cancelled');
  for (const [name, help] of [
    ['hits', 'Embeddings that were kept.'],
    ['misses', 'Embeddings that had to be made.'],
  ] as const)
    sampled(`cache_${name}_total`, help, [], (set) => set({}, sources().cache?.()[name] ?? 0));
  sampled('cache_bytes', 'Memory of kept embeddings.', [], (set) => set({}, sources().cache?.().bytes ?? 0));
  sampled('cache_entries', 'Kept embeddings.', [], (set) => set({}, sources().cache?.().entries ?? 0));
  sampled('database_connections', 'Connections of the pool.', ['state'], (set) => {
    for (const [state, count] of Object.entries(sources().connections?.() ?? {})) set({ state }, count);
  });
  sampled('websockets', 'Open websockets.', [], (set) => set({}, sources().websockets?.() ?? 0));
  registerSlowSources(sampled, sources);
}

function registerSlowSources(sampled: ReturnType<typeof sampler>, sources: () => TelemetrySources): void {
  sampled('jobs', 'Jobs in the database, those of workers too.', ['kind', 'state'], async (set) => {
    // Metrics tell of a database that is away, so they do not go away with it.
    const counts = await sources()
      .jobs?.()
      .catch(() => []);
    for (const { kind, state, count } of counts ?? []) set({ kind, state }, count);
  });
  let sizes: Promise<readonly number[]> | undefined;
  sampled('inference_processes', 'Processes that run towers.', [], async (set) => {
    sizes = sources().inference?.();
    set({}, (await sizes)?.length ?? 0);
  });
  sampled('inference_memory_bytes', 'Resident memory of those processes.', [], async (set) => {
    const all = await (sizes ?? sources().inference?.());
    set(
      {},
      (all ?? []).reduce((sum, bytes) => sum + bytes, 0),
    );
  });
}

type Set = (labels: Readonly<Record<string, string>>, value: number) => void;

function sampler(registry: Registry) {
  return (
    name: string,
    help: string,
    labelNames: readonly string[],
    sample: (set: Set) => void | Promise<void>,
  ): void => {
    const options = { name: `tuwen_${name}`, help, labelNames: [...labelNames], registers: [registry] };
    if (name.endsWith('_total')) {
      const counter = new Counter({
        ...options,
        collect: () => {
          counter.reset();
          return sample((labels, value) => counter.inc({ ...labels }, value));
        },
      });
      return;
    }
    const gauge = new Gauge({
      ...options,
      collect: () => {
        gauge.reset();
        return sample((labels, value) => gauge.set({ ...labels }, value));
      },
    });
  };
}
