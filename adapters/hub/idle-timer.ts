/** Aborts a request when nothing has arrived for a while. */
export class IdleTimer {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(idleMs: number) {
    const seconds = idleMs / 1000;
    this.#timer = setTimeout(
      () => this.#controller.abort(new Error(`nothing arrived for ${seconds} s`)),
      idleMs,
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something arrived. */
  touch(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
