import { type ResampleWeights, WEIGHT_BITS, WEIGHT_HALF } from './resample-weights.ts';
import type { Bands } from './row-pass.ts';

/** The plain {@link RowPass}, and the definition of what the vectorised one must give. */
export function scalarRowPass(
  bands: Bands,
  weights: ResampleWeights,
  onRow: (y: number, row: Uint8Array) => void,
): void {
  const clamped = new Uint8ClampedArray(weights.starts.length * bands.channels);
  const row = new Uint8Array(clamped.buffer);
  for (let y = 0; y < bands.height; y++) {
    for (let channel = 0; channel < bands.channels; channel++)
      squeezeChannel({ bands, weights, y, channel }, clamped);
    onRow(y, row);
  }
}

interface ChannelOfRow {
  readonly bands: Bands;
  readonly weights: ResampleWeights;
  readonly y: number;
  readonly channel: number;
}

function squeezeChannel({ bands, weights, y, channel }: ChannelOfRow, target: Uint8ClampedArray): void {
  const { starts, counts, stride, fixed } = weights;
  const { width, channels, data } = bands;
  for (let x = 0; x < starts.length; x++) {
    let source = (y * width + starts[x]!) * channels + channel;
    let sum = WEIGHT_HALF;
    const end = x * stride + counts[x]!;
    for (let k = x * stride; k < end; k++) {
      sum = (sum + Math.imul(data[source]!, fixed[k]!)) | 0;
      source += channels;
    }
    target[x * channels + channel] = sum >> WEIGHT_BITS;
  }
}
