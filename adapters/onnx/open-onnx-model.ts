import { mkdir } from 'node:fs/promises';
import { type Batching, DualEncoder, type DualEncoderParts } from '../../core/embedding/dual-encoder.ts';
import type { LoadedModel } from '../../core/embedding/loaded-models.ts';
import type { ModelFile, ModelManifest, Precision } from '../../core/model/manifest.ts';
import type { ImagePreprocessor } from '../../core/ports/image-preprocessor.ts';
import type { ExecutionProvider } from '../../core/ports/inference-report.ts';
import type { Tokenizer } from '../../core/ports/tokenizer.ts';
import { currentCaller } from '../async/caller-context.ts';
import { chooseProvider } from './execution-providers.ts';
import type { GpuSettings } from './inference-protocol.ts';
import { OnnxImageEncoder, OnnxTextEncoder } from './onnx-encoders.ts';
import { requireInt8 } from './require-int8.ts';
import { SessionPool } from './session-pool.ts';

export interface OpenOnnxModelInput {
  readonly manifest: ModelManifest;
  /** One of the manifest's. */
  readonly precision: Precision;
  /** Absolute path of one of its files. */
  readonly pathOf: (file: ModelFile) => Promise<string>;
  readonly openTokenizer: () => Promise<Tokenizer>;
  readonly preprocessor: ImagePreprocessor;
  /** In order of preference. */
  readonly providers: readonly ExecutionProvider[];
  /** Threads of one run. */
  readonly threads: number;
  /** For providers that run on one. */
  readonly gpu: GpuSettings;
  /** Sessions of each tower. */
  readonly sessions: number;
  readonly batching: Omit<Batching, 'computing'>;
  /** Whether requests may be answered while weights are still being packed, see {@link OnnxSession.openQuickly}. */
  readonly quickStart: boolean;
  readonly watch?: DualEncoderParts['watch'] | undefined;
}

/** So few bytes are packed while the second process would start. */
const smallWeights = 64 * 2 ** 20;

/** Both towers of a model, each in a session of its own. @throws DomainError MODEL_DAMAGED, PROVIDER_UNAVAILABLE */
export async function openOnnxModel(input: OpenOnnxModelInput): Promise<LoadedModel> {
  const { manifest, precision, threads, gpu, sessions, quickStart } = input;
  if (precision === 'int8') await requireInt8();
  const { files } = manifest.precisions[precision]!;
  const weights = [files.imageWeights, files.textWeights].filter((file) => file !== undefined);
  const paths = await Promise.all([files.imageGraph, files.textGraph, ...weights].map(input.pathOf));
  const [imageGraph, textGraph] = paths as [string, string];
  const report = await chooseProvider(input.providers, gpu.device, imageGraph);
  const { provider } = report;
  if (provider !== 'cpu') await mkdir(gpu.cacheFolder, { recursive: true });
  const open = (modelPath: string) =>
    SessionPool.open(
      { modelPath, provider, threads, ...(provider === 'cpu' ? {} : { gpu }) },
      sessions,
      quickStart && provider === 'cpu' && weightBytes(weights) > smallWeights,
    );
  const opening = [open(imageGraph), open(textGraph)] as const;
  const close = () => closeAll(opening);
  const [image, text, tokenizer] = await Promise.all([...opening, input.openTokenizer()]).catch(
    async (error) => {
      await close();
      throw error;
    },
  );
  const model = new DualEncoder({
    manifest,
    tokenizer,
    preprocessor: input.preprocessor,
    imageEncoder: new OnnxImageEncoder(image, provider),
    textEncoder: new OnnxTextEncoder(text, provider),
    batching: { ...input.batching, computing: sessions },
    caller: currentCaller,
    now: () => performance.now(),
    settled: Promise.all([image.settled(), text.settled()]),
    watch: input.watch,
  });
  return { model, runtime: { ...report, precision }, close };
}

/** Ends the sessions that did open: each is a process. */
async function closeAll(opening: readonly Promise<SessionPool>[]): Promise<void> {
  const opened = await Promise.allSettled(opening);
  await Promise.all(opened.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)));
}

function weightBytes(weights: readonly ModelFile[]): number {
  return weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
