import { useRef } from 'preact/hooks';

/** Seconds that are looked back on. */
const windowMs = 15_000;
/** Less says nothing about how fast it goes. */
const shortestMs = 400;

interface Sample {
  readonly at: number;
  readonly done: number;
}

/** How many a second, from what was done in the last seconds; undefined until that can be told. */
export function useRate(done: number | undefined): number | undefined {
  const samples = useRef<Sample[]>([]);
  if (done === undefined) return undefined;
  const kept = samples.current;
  const last = kept.at(-1);
  const at = performance.now();
  // Work that began anew has done less than before.
  if (last !== undefined && done < last.done) kept.length = 0;
  if (last === undefined || done !== last.done) kept.push({ at, done });
  while (kept.length > 2 && at - (kept[0]?.at ?? at) > windowMs) kept.shift();
  const [first] = kept;
  const newest = kept.at(-1);
  if (first === undefined || newest === undefined || newest.at - first.at < shortestMs) return undefined;
  return ((newest.done - first.done) / (newest.at - first.at)) * 1000;
}
