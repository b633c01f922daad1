/** When this many callers are known, those whose buckets are full again are forgotten. */
const manyCallers = 10_000;

interface Bucket {
  points: number;
  /** When `points` was right, in milliseconds. */
  at: number;
}

/** What a caller has left. */
export interface Allowance {
  /** Points of a full bucket. */
  readonly limit: number;
  /** Whole points, 0 for one that owes some. */
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly resetSeconds: number;
}

/** A bucket of points for each caller, filled again at a steady rate: a minute's worth at most, so short bursts pass. */
export class TokenBuckets {
  readonly #capacity: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** `now`: milliseconds, monotonic. */
  constructor(pointsPerMinute: number, now: () => number) {
    this.#capacity = pointsPerMinute;
    this.#now = now;
  }

  /** Takes points, and gives 0; or takes none, and gives the seconds until they are there. */
  take(caller: string, points: number): number {
    const wait = this.waitFor(caller, points);
    if (wait === 0) this.#fill(caller).points -= points;
    return wait;
  }

  /** Seconds until there are so many points. More than a whole bucket waits for a full one, and leaves it owing the rest. */
  waitFor(caller: string, points: number): number {
    const missing = Math.min(points, this.#capacity) - this.#fill(caller).points;
    return missing <= 0 ? 0 : Math.ceil((missing / this.#capacity) * 60);
  }

  allowanceOf(caller: string): Allowance {
    const remaining = Math.max(0, Math.floor(this.#fill(caller).points));
    return { limit: this.#capacity, remaining, resetSeconds: this.waitFor(caller, this.#capacity) };
  }

  #fill(caller: string): Bucket {
    const now = this.#now();
    const known = this.#buckets.get(caller);
    const bucket = known ?? { points: this.#capacity, at: now };
    bucket.points = this.#pointsOf(bucket, now);
    bucket.at = now;
    if (known === undefined) {
      if (this.#buckets.size >= manyCallers) this.#forgetFull(now);
      this.#buckets.set(caller, bucket);
    }
    return bucket;
  }

  #pointsOf({ points, at }: Bucket, now: number): number {
    return Math.min(this.#capacity, points + ((now - at) / 60_000) * this.#capacity);
  }

  #forgetFull(now: number): void {
    for (const [caller, bucket] of this.#buckets) {
      if (this.#pointsOf(bucket, now) >= this.#capacity) this.#buckets.delete(caller);
    }
  }
}
