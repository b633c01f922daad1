/** @file Worker thread with one ONNX session: `session.run` blocks its thread, so it must not be the server's. */
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { yieldToEventLoop } from '../files/thread-priority.ts';
import type {
  RunRequest,
  SessionSettings,
  TensorData,
  Tensors,
  WorkerMessage,
} from './inference-protocol.ts';

const settings = workerData as SessionSettings;
const port = parentPort!;

function send(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function createSession(): Promise<ort.InferenceSession> {
  ort.env.logLevel = 'error';
  return ort.InferenceSession.create(settings.modelPath, {
    executionProviders: [settings.provider],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: settings.threads,
    // Batches and lengths vary: a memory pattern for every shape would grow for ever.
    enableMemPattern: false,
    // Spinning steals the core that decodes the next pictures.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

async function run(session: ort.InferenceSession, { id, feeds }: RunRequest): Promise<void> {
  const tensors = Object.entries(feeds).map(([name, t]) => [
    name,
    new ort.Tensor(t.type, t.data as never, t.dims),
  ]);
  const results = await session.run(Object.fromEntries(tensors));
  const outputs: Record<string, TensorData> = {};
  for (const [name, { type, dims, data }] of Object.entries(results))
    outputs[name] = { type, dims, data } as TensorData;
  send({ kind: 'result', id, outputs }, transferable(outputs));
}

function transferable(tensors: Tensors): ArrayBuffer[] {
  return Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer);
}

yieldToEventLoop();

try {
  const session = await createSession();
  port.on('message', (request: RunRequest) => {
    run(session, request).catch((error: Error) =>
      send({ kind: 'error', id: request.id, reason: error.message }),
    );
  });
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', reason: (error as Error).message });
}
