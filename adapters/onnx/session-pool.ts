import type { SessionSettings, Tensors } from './inference-protocol.ts';
import { OnnxSession } from './onnx-session.ts';

/** Several sessions of one tower, each a process: on a GPU one prepares its inputs while another computes. */
export class SessionPool {
  readonly #sessions: readonly { readonly session: OnnxSession; runs: number }[];

  private constructor(sessions: readonly OnnxSession[]) {
    this.#sessions = sessions.map((session) => ({ session, runs: 0 }));
  }

  /** @throws DomainError INFERENCE_FAILED when one cannot be opened; the others are closed again. */
  static async open(settings: SessionSettings, count: number, quickly = false): Promise<SessionPool> {
    const open = () => (quickly ? OnnxSession.openQuickly(settings) : OnnxSession.open(settings));
    const opening = Array.from({ length: count }, open);
    const opened = await Promise.allSettled(opening);
    const failed = opened.find((each) => each.status === 'rejected');
    const pool = new SessionPool(opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
    if (failed === undefined) return pool;
    await pool.close();
    throw failed.reason;
  }

  /** Runs on the session that has the least to do. @throws DomainError INFERENCE_FAILED */
  async run(feeds: Tensors): Promise<Tensors> {
    const least = this.#sessions.reduce((a, b) => (b.runs < a.runs ? b : a));
    least.runs++;
    try {
      return await least.session.run(feeds);
    } finally {
      least.runs--;
    }
  }

  /** Settled when runs no longer change their last digits. */
  async settled(): Promise<void> {
    await Promise.all(this.#sessions.map(({ session }) => session.settled));
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map(({ session }) => session.close()));
  }
}
