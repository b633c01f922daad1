import { DomainError } from '../errors.ts';
import { remembered, within } from '../within.ts';

/** Why something is not as it must be. */
export type Problem = Pick<Error, 'message'> & { readonly code: string };

/** Whether a server can do its work. */
export interface Health {
  /** What each check came to, soon and at little cost however often it is asked: undefined, or why not. */
  readiness(): Promise<Readonly<Record<string, Problem | undefined>>>;
  /** Why only a new start of the process can help; undefined while it is not so. */
  failure(): Error | undefined;
}

export interface HealthOptions {
  /** Rejects when something is not as it must be. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
  readonly failure: () => Error | undefined;
  /** Receives unexpected errors. */
  readonly log: (message: string, error: unknown) => void;
  /** How long a check may take. Default: 2 s. */
  readonly limitMs?: number;
  /** How long an answer is good. Default: 1 s. */
  readonly rememberMs?: number;
}

export class HealthChecks implements Health {
  readonly readiness: Health['readiness'];
  readonly failure: Health['failure'];
  readonly #options: HealthOptions;
  /** Checks that have not ended: one that hangs holds a connection, and a second one would hold another. */
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(options: HealthOptions) {
    this.#options = options;
    this.failure = options.failure;
    this.readiness = remembered(() => this.#checkAll(), options.rememberMs ?? 1000);
  }

  async #checkAll(): Promise<Readonly<Record<string, Problem | undefined>>> {
    const names = Object.keys(this.#options.checks);
    const found = await Promise.all(names.map((name) => this.#check(name)));
    return Object.fromEntries(names.map((name, i) => [name, found[i]]));
  }

  async #check(name: string): Promise<Problem | undefined> {
    const { limitMs = 2000, log } = this.#options;
    try {
      await within(this.#running.get(name) ?? this.#start(name), limitMs, `The check of ${name}`);
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return error;
      log(`readiness of ${name}`, error);
      return { code: 'INTERNAL_SERVER_ERROR', message: 'The log says why.' };
    }
  }

  #start(name: string): Promise<unknown> {
    const running = this.#options.checks[name]!();
    this.#running.set(name, running);
    const forget = () => void this.#running.delete(name);
    running.then(forget, forget);
    return running;
  }
}
