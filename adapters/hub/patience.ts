import { setTimeout as sleep } from 'node:timers/promises';
import { hubUnavailable, TransferInterrupted } from './hub-errors.ts';
import type { HubLimits } from './hub-limits.ts';

/** Counts failed attempts and pauses between them, longer each time. */
export class Patience {
  readonly #subject: string;
  readonly #limits: HubLimits;
  #failures = 0;
  #furthest = 0;

  /** @param subject what is fetched, and from where */
  constructor(subject: string, limits: HubLimits) {
    this.#subject = subject;
    this.#limits = limits;
  }

  /** Tells how far the transfer has come; starting over is no progress, so this always ends. */
  reached(bytes: number): void {
    if (bytes < this.#furthest + this.#limits.progressBytes) return;
    this.#furthest = bytes;
    this.#failures = 0;
  }

  /** Pauses after a failure. @throws DomainError HUB_UNAVAILABLE after too many; the failure itself when it is another */
  async after(failure: unknown): Promise<void> {
    if (!(failure instanceof TransferInterrupted)) throw failure;
    const { attempts, firstPauseMs, longestPauseMs } = this.#limits;
    this.#failures += 1;
    if (this.#failures >= attempts) {
      throw hubUnavailable(
        `${this.#subject} cannot be fetched: ${failure.message}.`,
        'Pull again, it goes on where it stopped; TUWEN_HUB_URL names a mirror.',
        failure,
      );
    }
    const pauseMs = failure.retryAfterMs ?? firstPauseMs * 2 ** (this.#failures - 1);
    await sleep(Math.min(pauseMs, longestPauseMs));
  }
}
