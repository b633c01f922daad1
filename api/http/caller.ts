import { setMaxListeners } from 'node:events';
import type { RequestHandler } from 'express';
import type { AsCaller, Caller } from '../../core/batching/batch-queue.ts';
import { DomainError } from '../../core/errors.ts';

/** Work for a client that has left, or that has waited too long, is given up where it waits. */
export function onBehalfOfClient(asCaller: AsCaller, timeoutMs: number): RequestHandler {
  return (_request, response, next) => {
    const patience = new Patience(timeoutMs);
    response.once('close', () => {
      if (response.writableFinished) patience.end();
      else patience.leave();
    });
    asCaller(patience.caller, next);
  };
}

/** How long a client waits for one thing: until it has its answer, its time is over, or it leaves. */
export class Patience {
  readonly #givingUp = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    // A request may do many things at once, and each listens until it is done; Node would write of a leak into the log.
    setMaxListeners(0, this.#givingUp.signal);
    this.#timer = setTimeout(() => this.#givingUp.abort(timedOut(timeoutMs)), timeoutMs);
  }

  /** On whose behalf the work is done. */
  get caller(): Caller {
    return { priority: 'interactive', signal: this.#givingUp.signal };
  }

  /** Does all of the work, or as much as there is time for. */
  async during<T>(asCaller: AsCaller, work: () => Promise<T>): Promise<T> {
    try {
      return await asCaller(this.caller, work);
    } finally {
      this.end();
    }
  }

  /** The answer is there. */
  end(): void {
    clearTimeout(this.#timer);
  }

  leave(): void {
    this.end();
    this.#givingUp.abort(clientLeft());
  }
}

export function clientLeft(): DomainError {
  return new DomainError('CANCELLED', 'The client has left.');
}

function timedOut(timeoutMs: number): DomainError {
  return new DomainError('TIMEOUT', `The request took longer than ${timeoutMs / 1000} s.`, {
    remedy: 'Ask for less at once; long work goes into a job.',
    details: { seconds: timeoutMs / 1000 },
  });
}
