import { sigmoid } from '../../numeric/sigmoid.ts';

export interface Curve {
  readonly slope: number;
  readonly intercept: number;
}

/** Pulls the slope towards 0 as this many values would, so that classes that do not overlap give a finite one. */
const ridge = 1;

const iterations = 50;

/**
 * Logistic regression of one value, both classes weighing the same, by Newton's method.
 * @returns undefined where values of `positives` are not larger
 */
export function fitCurve(positives: readonly number[], negatives: readonly number[]): Curve | undefined {
  const total = positives.length + negatives.length;
  const rows = [
    ...positives.map((x) => ({ x, y: 1, weight: total / 2 / positives.length })),
    ...negatives.map((x) => ({ x, y: 0, weight: total / 2 / negatives.length })),
  ];
  let [intercept, slope] = [0, 0];
  for (let i = 0; i < iterations; i++) {
    const sums = { gradient0: 0, gradient1: ridge * slope, h00: 0, h01: 0, h11: ridge };
    for (const { x, y, weight } of rows) {
      const p = sigmoid(intercept + slope * x);
      const curvature = weight * Math.max(p * (1 - p), 1e-6);
      sums.gradient0 += weight * (p - y);
      sums.gradient1 += weight * (p - y) * x;
      sums.h00 += curvature;
      sums.h01 += curvature * x;
      sums.h11 += curvature * x * x;
    }
    const { gradient0, gradient1, h00, h01, h11 } = sums;
    const determinant = h00 * h11 - h01 * h01;
    intercept -= (h11 * gradient0 - h01 * gradient1) / determinant;
    slope -= (h00 * gradient1 - h01 * gradient0) / determinant;
  }
  return slope > 0 && Number.isFinite(slope + intercept) ? { slope, intercept } : undefined;
}
