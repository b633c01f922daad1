import type { RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';

/** `draining`: everything is answered, but `/readyz` sends new clients elsewhere. `closing`: only what runs ends. */
type Phase = 'serving' | 'draining' | 'closing';

/** How a server comes to its end, and what it still has to answer. */
export class Lifecycle {
  #phase: Phase = 'serving';
  #running = 0;
  #onIdle: () => void = () => undefined;

  get phase(): Phase {
    return this.#phase;
  }

  drain(): void {
    if (this.#phase === 'serving') this.#phase = 'draining';
  }

  /** Refuses what is new. @returns settled when nothing runs any more */
  close(): Promise<void> {
    this.#phase = 'closing';
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      if (this.#running === 0) resolve();
    });
  }

  /**
   * Counts requests until they are answered or their client has left. From the beginning of the end connections are not kept;
   * later, new requests are sent elsewhere.
   */
  readonly guard: RequestHandler = (request, response, next) => {
    if (this.#phase !== 'serving') response.set('connection', 'close');
    if (this.#phase === 'closing' && request.path !== '/healthz' && request.path !== '/readyz')
      throw shuttingDown();
    this.#running++;
    response.once('close', () => {
      this.#running--;
      if (this.#running === 0) this.#onIdle();
    });
    next();
  };
}

function shuttingDown(): DomainError {
  return new DomainError('SHUTTING_DOWN', 'The server is shutting down.', {
    remedy: 'Send the request again in a moment; it was not begun.',
    details: { retryAfterSeconds: 1 },
  });
}
