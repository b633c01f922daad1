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
  #quick: Promise<SessionProcess> | undefined;
  #packing: Promise<void> = Promise.resolve();
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
   * As {@link open}, in a fraction of the time: runs begin with the weights as the file has them, while another process packs
   * them for this processor and then takes over. Until then a run takes up to twice as long, and features have other last digits.
   */
  static async openQuickly(settings: SessionSettings): Promise<OnnxSession> {
    const session = new OnnxSession(settings);
    session.#quick = session.#use(SessionProcess.start({ ...settings, unpacked: true }));
    await session.#quick;
    // Without the second process the first goes on.
    session.#packing = session.#pack().catch(() => undefined);
    return session;
  }

  /** Settled when runs no longer change their last digits. */
  get settled(): Promise<void> {
    return this.#packing;
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
    await Promise.all([end(this.#quick), end(this.#process), this.#packing]);
  }

  async #pack(): Promise<void> {
    const packed = await SessionProcess.start(this.#settings);
    if (this.#closed) return packed.kill();
    const replaced = this.#process;
    await this.#use(Promise.resolve(packed));
    // Not awaited: runs already go to the new one.
    void Promise.allSettled(this.#runs).then(() => end(replaced));
  }

  #started(): Promise<SessionProcess> {
    return this.#process ?? this.#use(SessionProcess.start(this.#settings));
  }

  #use(starting: Promise<SessionProcess>): Promise<SessionProcess> {
    this.#process = starting;
    const forget = () => {
      if (this.#process === starting) this.#process = undefined;
    };
    starting.then((started) => started.ended).then(forget, forget);
    return starting;
  }
}

async function end(starting: Promise<SessionProcess> | undefined): Promise<void> {
  const started = await starting?.catch(() => undefined);
  await started?.kill();
}
