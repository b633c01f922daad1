import { DomainError } from '../../core/errors.ts';
import type { ImageEncoder, PixelBatch, TextEncoder, TokenBatch } from '../../core/ports/encoder.ts';
import type { ExecutionProvider } from '../../core/ports/inference-report.ts';
import { filledBatch, withLastRepeated } from './batch-sizes.ts';
import type { Tensors } from './inference-protocol.ts';

/** Where runs go: a session, or several. */
interface Runner {
  run(feeds: Tensors): Promise<Tensors>;
}

/** Image tower written by Tuwen: `pixels` uint8 (batch, n, n, 3) → `features`. */
export class OnnxImageEncoder implements ImageEncoder {
  readonly #runner: Runner;
  readonly #provider: ExecutionProvider;

  constructor(runner: Runner, provider: ExecutionProvider) {
    this.#runner = runner;
    this.#provider = provider;
  }

  async encode({ count, size, pixels }: PixelBatch): Promise<Float32Array> {
    const filled = filledBatch(this.#provider, count);
    const data = withLastRepeated(pixels, count, filled);
    const outputs = await this.#runner.run({
      pixels: { type: 'uint8', dims: [filled, size, size, 3], data },
    });
    return features(outputs, count, filled);
  }
}

/** Text tower written by Tuwen: `ids` int32 (batch, length) → `features`. */
export class OnnxTextEncoder implements TextEncoder {
  readonly #runner: Runner;
  readonly #provider: ExecutionProvider;

  constructor(runner: Runner, provider: ExecutionProvider) {
    this.#runner = runner;
    this.#provider = provider;
  }

  async encode({ count, length, ids }: TokenBatch): Promise<Float32Array> {
    const filled = filledBatch(this.#provider, count);
    const data = withLastRepeated(ids, count, filled);
    return features(
      await this.#runner.run({ ids: { type: 'int32', dims: [filled, length], data } }),
      count,
      filled,
    );
  }
}

/** Rows that were asked for, without those that only filled the run. */
function features({ features }: Tensors, count: number, filled: number): Float32Array {
  if (features?.type === 'float32') return features.data.subarray(0, (features.data.length / filled) * count);
  throw new DomainError('INFERENCE_FAILED', 'The model has no output "features" of float32.');
}
