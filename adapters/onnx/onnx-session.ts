import { Worker } from 'node:worker_threads';
import { DomainError } from '../../core/errors.ts';
import { compiledFile } from '../files/package-root.ts';
import type { RunRequest, SessionSettings, Tensors, WorkerMessage } from './inference-protocol.ts';

interface Pending {
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (error: Error) => void;
}

/**
 * An ONNX session in a worker thread of its own. Runs are answered in the order they are asked for; a worker that dies
 * fails the runs it held and the next run starts a new one.
 */
export class OnnxSession {
  readonly #settings: SessionSettings;
  readonly #pending = new Map<number, Pending>();
  #worker: Promise<Worker> | undefined;
  #nextId = 0;
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
   * Runs the model. The buffers of `feeds` move to the worker and are empty afterwards.
   * @throws DomainError INFERENCE_FAILED
   */
  async run(feeds: Tensors): Promise<Tensors> {
    const worker = await this.#started();
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      // Only a run in progress keeps the process alive, an idle session does not.
      worker.ref();
      const request: RunRequest = { id, feeds };
      worker.postMessage(
        request,
        Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer),
      );
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = await this.#worker?.catch(() => undefined);
    await worker?.terminate();
    this.#failPending('the model was unloaded');
  }

  #started(): Promise<Worker> {
    if (this.#closed) return Promise.reject(failed('the model was unloaded'));
    this.#worker ??= this.#start().catch((error: unknown) => {
      this.#worker = undefined;
      throw error;
    });
    return this.#worker;
  }

  #start(): Promise<Worker> {
    const worker = new Worker(compiledFile('adapters/onnx/inference-worker.js'), {
      workerData: this.#settings,
    });
    return new Promise((resolve, reject) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'ready') {
          worker.unref();
          resolve(worker);
        } else if (message.kind === 'failed') reject(failed(message.reason));
        else this.#settle(message);
      });
      worker.on('error', (error) => this.#lost(error.message, reject));
      worker.on('exit', (code) => this.#lost(`its thread ended with code ${code}`, reject));
    });
  }

  #settle(message: Extract<WorkerMessage, { id: number }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) this.#worker?.then((worker) => worker.unref()).catch(() => undefined);
    if (message.kind === 'result') pending?.resolve(message.outputs);
    else pending?.reject(failed(message.reason));
  }

  #lost(reason: string, reject: (error: Error) => void): void {
    reject(failed(reason));
    this.#worker = undefined;
    this.#failPending(reason);
  }

  #failPending(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(failed(reason));
    this.#pending.clear();
  }
}

function failed(reason: string): DomainError {
  return new DomainError('INFERENCE_FAILED', `The model could not be run: ${reason}.`);
}
