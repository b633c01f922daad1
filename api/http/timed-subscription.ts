import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { AsCaller } from '../../core/batching/batch-queue.ts';
import { clientLeft, Patience } from './caller.ts';

type Subscribe = (args: ExecutionArgs) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;

/**
 * graphql-js' `subscribe` with the time limit of a request for the beginning and for each event. Waiting for the next event has none; a
 * client that leaves ends that too.
 */
export function subscribeInTime(asCaller: AsCaller, timeoutMs: number): Subscribe {
  return async (args) => {
    const begin = () => createSourceEventStream(args);
    const source = await new Patience(timeoutMs).during(asCaller, begin);
    return Symbol.asyncIterator in source ? new TimedEvents(source, { args, asCaller, timeoutMs }) : source;
  };
}

interface TimedEventsParts {
  readonly args: ExecutionArgs;
  readonly asCaller: AsCaller;
  readonly timeoutMs: number;
}

const ended = { done: true, value: undefined } as const;

/** What is told of each event of a source. No generator, so that `return` ends what `next` waits for. */
class TimedEvents implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<unknown>;
  readonly #parts: TimedEventsParts;
  readonly #leaving = new AbortController();
  #patience: Patience | undefined;

  constructor(source: AsyncIterable<unknown>, parts: TimedEventsParts) {
    this.#source = source[Symbol.asyncIterator]();
    this.#parts = parts;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    const { signal } = this.#leaving;
    try {
      const wait = () => this.#source.next();
      const event = await this.#parts.asCaller({ priority: 'interactive', signal }, wait);
      if (event.done === true || signal.aborted) return ended;
      const value = await this.#tell(event.value);
      return signal.aborted ? ended : { done: false, value };
    } catch (error) {
      if (signal.aborted) return ended;
      throw error;
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#leaving.abort(clientLeft());
    this.#patience?.leave();
    await this.#source.return?.();
    return ended;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #tell(rootValue: unknown): Promise<ExecutionResult> {
    const { args, asCaller, timeoutMs } = this.#parts;
    this.#patience = new Patience(timeoutMs);
    return this.#patience.during(asCaller, async () => execute({ ...args, rootValue }));
  }
}
