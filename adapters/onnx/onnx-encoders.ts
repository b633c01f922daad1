import { DomainError } from '../../core/errors.ts';
import type { ImageEncoder, PixelBatch, TextEncoder, TokenBatch } from '../../core/ports/encoder.ts';
import type { Tensors } from './inference-protocol.ts';
import type { OnnxSession } from './onnx-session.ts';

/** Image tower written by Tuwen: `pixels` uint8 (batch, n, n, 3) → `features`. */
export class OnnxImageEncoder implements ImageEncoder {
  readonly #session: OnnxSession;

  constructor(session: OnnxSession) {
    this.#session = session;
  }

  async encode({ count, size, pixels }: PixelBatch): Promise<Float32Array> {
    return features(
      await this.#session.run({ pixels: { type: 'uint8', dims: [count, size, size, 3], data: pixels } }),
    );
  }
}

/** Text tower written by Tuwen: `ids` int32 (batch, length) → `features`. */
export class OnnxTextEncoder implements TextEncoder {
  readonly #session: OnnxSession;

  constructor(session: OnnxSession) {
    this.#session = session;
  }

  async encode({ count, length, ids }: TokenBatch): Promise<Float32Array> {
    return features(await this.#session.run({ ids: { type: 'int32', dims: [count, length], data: ids } }));
  }
}

function features({ features }: Tensors): Float32Array {
  if (features?.type === 'float32') return features.data;
  throw new DomainError('INFERENCE_FAILED', 'The model has no output "features" of float32.');
}
