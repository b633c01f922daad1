import type { ImageGeometry } from '../model/manifest.ts';
import type { KeptAxis } from './frame.ts';

/** Weights that turn one axis of `from` pixels into `to` pixels. */
export interface ResampleWeights {
  /** First source pixel of every output pixel (to). */
  readonly starts: Int32Array;
  /** How many source pixels every output pixel reads (to). */
  readonly counts: Int32Array;
  /** Distance between the weights of two neighbouring output pixels. */
  readonly stride: number;
  /** Float64 weights (to, stride), each row summing to 1. */
  readonly exact: Float64Array;
  /** The same in fixed point: `exact` × 2^22, rounded half away from zero. */
  readonly fixed: Int32Array;
}

/** Binary places of a fixed-point weight: 32 minus 8 for the pixel and 2 for overshoot. */
export const WEIGHT_BITS = 22;

/** Half of one unit of the last place, added before the shift so that it rounds. */
export const WEIGHT_HALF: number = 1 << (WEIGHT_BITS - 1);

type Filter = ImageGeometry['filter'];

interface Kernel {
  /** Weight at a distance in source pixels, 0 from the radius on. */
  readonly weight: (distance: number) => number;
  readonly radius: number;
}

const kernels: Readonly<Record<Filter, Kernel>> = {
  'pillow-bicubic': { weight: bicubicKernel, radius: 2 },
  'pillow-bilinear': { weight: triangleKernel, radius: 1 },
};

/**
 * Pillow's antialiased weights for squeezing or stretching `from` pixels to the length of an axis, those of the
 * kept `to` pixels only: when shrinking, the kernel widens with the scale. Source: `precompute_coeffs` and
 * `normalize_coeffs_8bpc` in Pillow 9.4 `Resample.c`.
 */
export function resampleWeights(from: number, axis: KeptAxis, filter: Filter): ResampleWeights {
  const kernel = kernels[filter];
  const to = axis.count;
  const scale = from / axis.length;
  const radius = kernel.radius * Math.max(scale, 1);
  const stride = Math.ceil(radius) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const exact = new Float64Array(to * stride);
  for (let i = 0; i < to; i++) {
    const centre = (axis.start + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - radius + 0.5));
    const end = Math.min(from, Math.trunc(centre + radius + 0.5));
    starts[i] = start;
    counts[i] = end - start;
    fillWeights(
      kernel,
      exact.subarray(i * stride, i * stride + end - start),
      start - centre + 0.5,
      Math.max(scale, 1),
    );
  }
  return { starts, counts, stride, exact, fixed: toFixedPoint(exact) };
}

/** Kernel values at `first`, `first + 1`, … source pixels from the centre, made to sum to 1. */
function fillWeights(kernel: Kernel, weights: Float64Array, first: number, filterScale: number): void {
  const step = 1 / filterScale;
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    const weight = kernel.weight((k + first) * step);
    weights[k] = weight;
    sum += weight;
  }
  for (let k = 0; k < weights.length; k++) weights[k]! /= sum;
}

/** Keys' cubic convolution kernel with a = -0.5. */
function bicubicKernel(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** Linear from 1 down to 0. */
function triangleKernel(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

function toFixedPoint(exact: Float64Array): Int32Array {
  const one = 2 ** WEIGHT_BITS;
  const fixed = new Int32Array(exact.length);
  for (let k = 0; k < exact.length; k++)
    fixed[k] = Math.trunc(exact[k]! * one + (exact[k]! < 0 ? -0.5 : 0.5));
  return fixed;
}
