import { AsyncResource } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { DomainError } from '../../core/errors.ts';
import { compiledFile } from '../files/package-root.ts';
import { currentTracer } from '../telemetry/current-tracer.ts';
import { decodeFrame, encodeFrame, type Frame, prefixBytes, readLengths } from './inference-frames.ts';
import { channelDescriptor, type Reply, type SessionSettings, type Tensors } from './inference-protocol.ts';
import { sessionEnvironment } from './session-environment.ts';

interface Pending {
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (error: Error) => void;
  /** Told when its process computed, in milliseconds since 1970. */
  readonly record: (startedAt: number, endedAt: number) => void;
}

const running = new Set<number>();

/** Process ids of all sessions of this process. */
export const inferenceProcessIds: ReadonlySet<number> = running;

/** The process of one session, from its start to its end. Only a run in progress keeps this process alive. */
export class SessionProcess {
  /** Settled when it has ended, whatever the reason. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #channel: Socket;
  readonly #pending = new Map<number, Pending>();
  readonly #ready: Promise<void>;
  #nextId = 0;
  #endReason: string | undefined;

  private constructor(settings: SessionSettings) {
    this.#child = spawn(
      process.execPath,
      [compiledFile('adapters/onnx/inference-process.js'), JSON.stringify(settings)],
      { stdio: ['ignore', 'ignore', 'inherit', 'pipe'], env: sessionEnvironment(settings) },
    );
    const { pid } = this.#child;
    if (pid !== undefined) running.add(pid);
    this.#channel = this.#child.stdio[channelDescriptor] as Socket;
    // The end of the process says more than the end of its channel.
    this.#channel.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        if (pid !== undefined) running.delete(pid);
        this.#end(reason);
        resolve();
      };
      this.#child.on('error', ({ message }) => end(message));
      this.#child.on('exit', (code, signal) => end(`its process ended with ${signal ?? `code ${code}`}`));
    });
    this.#ready = this.#listen();
  }

  /** @throws DomainError INFERENCE_FAILED when the model cannot be loaded; the reason is in the message. */
  static async start(settings: SessionSettings): Promise<SessionProcess> {
    const started = new SessionProcess(settings);
    try {
      await started.#ready;
    } catch (error) {
      await started.kill();
      throw error;
    }
    started.#holdParent(false);
    return started;
  }

  /** @throws DomainError INFERENCE_FAILED */
  run(feeds: Tensors): Promise<Tensors> {
    // The answer arrives outside of the call; the time that it tells belongs to the call's trace.
    const record = AsyncResource.bind((startedAt: number, endedAt: number) =>
      currentTracer().record('inference', { 'process.pid': this.#child.pid! }, startedAt, endedAt),
    );
    return new Promise((resolve, reject) => {
      if (this.#endReason !== undefined) throw failed(this.#endReason);
      const id = this.#nextId++;
      const frame = encodeFrame({ head: { id }, tensors: feeds });
      this.#pending.set(id, { resolve, reject, record });
      this.#holdParent(true);
      this.#channel.cork();
      for (const bytes of frame) this.#channel.write(bytes);
      this.#channel.uncork();
    });
  }

  /** Ends it at once; runs that it holds fail. */
  async kill(): Promise<void> {
    this.#holdParent(true);
    this.#endReason ??= 'the model was unloaded';
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Settled by the first message, or by an end without one. */
  #listen(): Promise<void> {
    const first = new Promise<void>((resolve, reject) => {
      onFrames<Reply>(this.#channel, ({ head, tensors }) => {
        if (head.kind === 'ready') resolve();
        else if (head.kind === 'failed') reject(failed(head.reason));
        else this.#settle(head, tensors);
      });
    });
    const endedFirst = this.ended.then(() => {
      throw failed(this.#endReason!);
    });
    return Promise.race([first, endedFirst]);
  }

  #settle(head: Extract<Reply, { id: number }>, outputs: Tensors): void {
    const pending = this.#pending.get(head.id);
    this.#pending.delete(head.id);
    if (this.#pending.size === 0) this.#holdParent(false);
    if (head.kind === 'result') {
      pending?.record(head.startedAt, head.endedAt);
      pending?.resolve(outputs);
    } else pending?.reject(failed(head.reason));
  }

  #end(reason: string): void {
    this.#endReason ??= reason;
    this.#channel.destroy();
    for (const { reject } of this.#pending.values()) reject(failed(this.#endReason));
    this.#pending.clear();
  }

  #holdParent(hold: boolean): void {
    for (const handle of [this.#child, this.#channel]) {
      if (hold) handle.ref();
      else handle.unref();
    }
  }
}

function onFrames<Head>(channel: Socket, handle: (frame: Frame<Head>) => void): void {
  const take = (bytes: number) => channel.read(bytes) as Buffer | null;
  let prefix: Buffer | null = null;
  channel.on('readable', () => {
    for (;;) {
      prefix ??= take(prefixBytes);
      if (prefix?.length !== prefixBytes) return;
      const { headBytes, bodyBytes } = readLengths(prefix);
      const frame = take(headBytes + bodyBytes);
      if (frame?.length !== headBytes + bodyBytes) return;
      prefix = null;
      const body = new Uint8Array(frame.subarray(headBytes)).buffer;
      handle(decodeFrame(frame.subarray(0, headBytes), body));
    }
  });
}

export function failed(reason: string): DomainError {
  return new DomainError('INFERENCE_FAILED', `The model could not be run: ${reason}.`);
}
