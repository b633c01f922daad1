import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionSettings, Tensors } from './inference-protocol.ts';
import { failed, SessionProcess } from './session-process.ts';

/** How long `close` waits for runs in progress. */
const closeWaitMs = 30_000;

/**
 * An ONNX session in a process of its own, whose end gives all its memory back. Runs are answered in the order they are
 * asked for; a process that dies fails the runs it held and the next run starts a new one.
 */
export class OnnxSession {
  readonly #settings: SessionSettings;
  readonly #runs = new Set<Promise<Tensors>>();
  #process: Promise<SessionProcess> | undefined;
  #closed = false;

  private constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** @throws DomainError INFERENCE_FAILED when the model cannot be loaded; the reason is in the message. */
  static async open(settings: SessionSettings): Promise<OnnxSession> {
    const session = new OnnxSession(settings);
    await session.#started();
    return session;
  }

  /**
   * Runs the model. The buffers of `feeds` must stay as they are until it has ended.
   * @throws DomainError INFERENCE_FAILED
   */
  async run(feeds: Tensors): Promise<Tensors> {
    if (this.#closed) throw failed('the model was unloaded');
    const run = this.#started().then((started) => started.run(feeds));
    this.#runs.add(run);
    try {
      return await run;
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Takes no new runs, waits for those in progress, then ends the process; runs that take longer fail. */
  async close(waitMs = closeWaitMs): Promise<void> {
    this.#closed = true;
    const limit = new AbortController();
    const runs = Promise.allSettled(this.#runs);
    await Promise.race([runs, sleep(waitMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
    const started = await this.#process?.catch(() => undefined);
    await started?.kill();
  }

  #started(): Promise<SessionProcess> {
    if (this.#process !== undefined) return this.#process;
    const starting = SessionProcess.start(this.#settings);
    this.#process = starting;
    const forget = () => {
      if (this.#process === starting) this.#process = undefined;
    };
    starting.then((started) => started.ended).then(forget, forget);
    return starting;
  }
}
