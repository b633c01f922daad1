import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A peer in a process of its own: a line goes in, the milliseconds that it took come out. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  /** Undefined when it ends, or fails, before it says "ready". */
  static async start(command: string, args: readonly string[]): Promise<PeerProcess | undefined> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => undefined);
    const peer = new PeerProcess(child);
    for (let line = await peer.#line(); line !== undefined; line = await peer.#line())
      if (line === 'ready') return peer;
    return undefined;
  }

  async ask(request: object): Promise<number> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const line = await this.#line();
    if (line === undefined) throw new Error('the peer has ended');
    return Number(line);
  }

  stop(): void {
    this.#child.kill();
  }

  async #line(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : value;
  }
}
