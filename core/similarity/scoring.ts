import type { Scoring } from '../model/manifest.ts';
import { sigmoid } from '../numeric/sigmoid.ts';
import { softmax } from '../numeric/softmax.ts';

/** What is added to scaled cosines; 0 for a model that compares. */
export function logitBias(scoring: Scoring): number {
  return scoring.kind === 'sigmoid' ? scoring.bias : 0;
}

/** scale × cosine + bias of each cosine (n). */
export function logitsOf(cosines: Float64Array, scoring: Scoring): Float64Array {
  const bias = logitBias(scoring);
  return cosines.map((cosine) => scoring.scale * cosine + bias);
}

/**
 * Probabilities of one row of logits (n): which one of the row (softmax, they sum to 1), or each on its own whether it
 * fits (sigmoid; Zhai et al., SigLIP, arXiv:2303.15343).
 */
export function probabilitiesOf(logits: Float64Array, { kind }: Scoring): Float64Array {
  return kind === 'softmax' ? softmax(logits) : logits.map(sigmoid);
}
