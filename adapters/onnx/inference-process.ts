/**
 * @file Process with one ONNX session: `inference-process <settings as JSON>`. Requests and replies are frames on file
 * descriptor 3; it ends when the other side closes, so it never outlives the process that started it.
 */
import { readSync, writeSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { yieldToEventLoop } from '../files/thread-priority.ts';
import { decodeFrame, encodeFrame, type Frame, prefixBytes, readLengths } from './inference-frames.ts';
import {
  channelDescriptor,
  type Reply,
  type RunRequest,
  type SessionSettings,
  type TensorData,
  type Tensors,
} from './inference-protocol.ts';

function createSession({
  modelPath,
  provider,
  threads,
  unpacked,
  gpu,
}: SessionSettings): Promise<ort.InferenceSession> {
  ort.env.logLevel = 'error';
  return ort.InferenceSession.create(modelPath, {
    executionProviders: [
      gpu === undefined
        ? provider
        : ({ name: provider, deviceId: gpu.device } as ort.InferenceSession.ExecutionProviderConfig),
    ],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    // Batches and lengths vary: a memory pattern for every shape would grow for ever.
    enableMemPattern: false,
    // Spinning steals the core that decodes the next pictures.
    extra: { session: { intra_op: { allow_spinning: '0' }, disable_prepacking: unpacked ? '1' : '0' } },
  });
}

async function run(session: ort.InferenceSession, feeds: Tensors): Promise<Tensors> {
  const tensors = Object.entries(feeds).map(([name, t]) => [
    name,
    new ort.Tensor(t.type, t.data as never, t.dims),
  ]);
  const results = await session.run(Object.fromEntries(tensors));
  const outputs: Record<string, TensorData> = {};
  for (const [name, { type, dims, data }] of Object.entries(results))
    outputs[name] = { type, dims, data } as TensorData;
  return outputs;
}

/** Waits for a request. Blocking is what makes a batch cheap, and there is nothing else to do here. */
function receive(): Frame<RunRequest> {
  const { headBytes, bodyBytes } = readLengths(fill(Buffer.alloc(prefixBytes)));
  const json = fill(Buffer.alloc(headBytes));
  const body = new ArrayBuffer(bodyBytes);
  fill(new Uint8Array(body));
  return decodeFrame(json, body);
}

function fill<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  for (let done = 0; done < bytes.length; ) {
    const read = throughChannel(() => readSync(channelDescriptor, bytes, done, bytes.length - done, null));
    if (read === 0) process.exit();
    done += read;
  }
  return bytes;
}

function send(head: Reply, tensors: Tensors = {}): void {
  for (const bytes of encodeFrame({ head, tensors })) {
    for (let done = 0; done < bytes.length; )
      done += throughChannel(() => writeSync(channelDescriptor, bytes, done));
  }
}

/** Ends the process when the other side has closed. */
function throughChannel(transfer: () => number): number {
  try {
    return transfer();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EPIPE', 'ECONNRESET', 'EOF'].includes(code)) process.exit();
    throw error;
  }
}

const now = () => performance.timeOrigin + performance.now();

/** Answers until the channel closes. */
async function serve(session: ort.InferenceSession): Promise<never> {
  send({ kind: 'ready' });
  for (;;) {
    const { head, tensors } = receive();
    const startedAt = now();
    try {
      const outputs = await run(session, tensors);
      send({ kind: 'result', id: head.id, startedAt, endedAt: now() }, outputs);
    } catch (error) {
      send({ kind: 'error', id: head.id, reason: (error as Error).message });
    }
  }
}

// A terminal and a service manager signal every process of a group; this one ends after the runs that its parent awaits.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
yieldToEventLoop();

const session = await createSession(JSON.parse(process.argv[2]!) as SessionSettings).catch((error: Error) => {
  send({ kind: 'failed', reason: error.message });
  // The reason is to arrive before the news of the end: this waits for the other side to close.
  receive();
  throw error;
});
await serve(session);
