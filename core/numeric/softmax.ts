/**
 * exp(xᵢ) / Σ exp(xⱼ) of finite logits (n): probabilities that sum to 1. The largest logit is subtracted first, so
 * nothing overflows. Empty in, empty out.
 */
export function softmax(logits: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]!);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  let sum = 0;
  for (let i = 0; i < exponentials.length; i++) sum += exponentials[i]!;
  return exponentials.map((value) => value / sum);
}
