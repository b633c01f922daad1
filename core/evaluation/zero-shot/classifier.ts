import { fillTemplate } from '../../classification/prompt-templates.ts';
import type { EmbeddingModel } from '../../embedding/embedding-model.ts';
import { meanDirection } from '../../numeric/vectors.ts';
import { evaluationText } from '../../tokenization/evaluation-text.ts';

/**
 * One unit vector (D) per class: the mean over the templates of the prompts' unit vectors, scaled to unit length.
 * `templates` must have been checked. Source: `zero_shot_classifier` of cn_clip/eval/zeroshot_evaluation.py.
 */
export async function zeroShotClassifier(
  model: EmbeddingModel,
  classNames: readonly string[],
  templates: readonly string[],
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const name of classNames) {
    const prompts = templates.map((template) => evaluationText(fillTemplate(template, name)));
    vectors.push(meanDirection((await model.embedTexts(prompts)).map(({ unit }) => unit)));
  }
  return vectors;
}
