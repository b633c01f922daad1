export interface AdmissionOptions {
  /** Pieces of work that may run at the same time. */
  readonly atOnce: number;
  /** What is expected to wait longer is refused, in milliseconds. */
  readonly maximumWaitMs: number;
  /** So many run however long each of them takes, so that a few slow ones do not shut out all others. */
  readonly always: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** What is measured counts for 1/e after so much time at work, in milliseconds. */
const memoryMs = 2000;

/** For so long after a refusal there is a rush, in milliseconds. */
const rushMs = 1000;

/**
 * Decides at the door whether work may begin: not when so much runs already that one more would wait too long. The wait is expected from
 * what was seen: as many as run, times the time from one end to the next (Little's law), which follows load, machine and model.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #running = 0;
  /** Time with work under way and ends in it, both fading. */
  #busyMs = 0;
  #ends = 0;
  #at = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** 0 when work may begin now, else the seconds after which to ask again. */
  waitFor(): number {
    this.#look();
    const { atOnce, always, maximumWaitMs } = this.#options;
    const expectedMs = this.#running * this.#msFromEndToEnd();
    const isFull = this.#running >= atOnce;
    if (!isFull && (this.#running < always || expectedMs <= maximumWaitMs)) return 0;
    this.#refusedAt = this.#at;
    return Math.min(30, Math.max(1, Math.ceil(expectedMs / 1000)));
  }

  get running(): number {
    return this.#running;
  }

  /** Whether work was refused a moment ago. */
  get isRush(): boolean {
    return this.#options.now() - this.#refusedAt < rushMs;
  }

  begin(): void {
    this.#look();
    this.#running++;
  }

  end(): void {
    this.#look();
    this.#running--;
    this.#ends++;
  }

  /** 0 before anything was seen. */
  #msFromEndToEnd(): number {
    return this.#busyMs === 0 ? 0 : this.#busyMs / Math.max(1, this.#ends);
  }

  /** Adds the time since the last look, in which what runs now has run. */
  #look(): void {
    const now = this.#options.now();
    const sinceMs = this.#running === 0 ? 0 : now - this.#at;
    this.#at = now;
    const kept = Math.exp(-sinceMs / memoryMs);
    this.#busyMs = this.#busyMs * kept + sinceMs;
    this.#ends *= kept;
  }
}
