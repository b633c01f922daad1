import { labelVectors } from '../../classification/classify-image.ts';
import type { EmbeddingModel } from '../../embedding/embedding-model.ts';
import { evaluationText } from '../../tokenization/evaluation-text.ts';

/**
 * One unit vector (D) per class, as {@link labelVectors}, of prompts folded as the original's evaluation does. Class by
 * class: a thousand classes with many prompts are never one batch. `templates` must have been checked.
 * Source: `zero_shot_classifier` of cn_clip/eval/zeroshot_evaluation.py.
 */
export async function zeroShotClassifier(
  model: EmbeddingModel,
  classNames: readonly string[],
  templates: readonly string[],
): Promise<readonly Float32Array[]> {
  const folded = templates.map(evaluationText);
  const vectors: Float32Array[] = [];
  for (const name of classNames) vectors.push(...(await labelVectors(model, [evaluationText(name)], folded)));
  return vectors;
}
