import type { Embedding, EmbeddingModel } from '../embedding/embedding-model.ts';
import { requireAtMost, requireShort } from '../embedding/limits.ts';
import { DomainError } from '../errors.ts';
import type { Scoring } from '../model/manifest.ts';
import { dot, meanDirection } from '../numeric/vectors.ts';
import { logitsOf, probabilitiesOf } from '../similarity/scoring.ts';
import { checkTemplates, fillTemplate } from './prompt-templates.ts';

const maximumLabels = 1000;
/** The longest of the original's sets of templates has 183. */
const maximumTemplates = 200;
const maximumPrompts = 10_000;
/** Characters of a label or template. */
const maximumLabelLength = 300;

/** `100. *` in `run` of cn_clip/eval/zeroshot_evaluation.py. */
const zeroShotScale = 100;

export interface ClassificationRequest {
  /** Encoded picture. */
  readonly image: Uint8Array;
  readonly labels: readonly string[];
  /** Prompts with `{}` for the label; left out, the label itself is the prompt. */
  readonly templates?: readonly string[] | null | undefined;
  /** Multiplier of cosines; left out, see {@link scoringOf}. */
  readonly logitScale?: number | null | undefined;
}

export interface LabelPrediction {
  readonly label: string;
  /** Position among the labels given. */
  readonly index: number;
  /** Which of the labels (softmax over all), or on its own whether this label fits (sigmoid). */
  readonly probability: number;
  readonly cosine: number;
}

export interface Classification {
  /** How the cosines became probabilities. */
  readonly scoring: Scoring;
  readonly promptsPerLabel: number;
  /** Most probable first, ties by index. */
  readonly predictions: readonly LabelPrediction[];
}

/**
 * Zero-shot classification: cosines of a picture to one vector per label, scored as {@link scoringOf} says.
 * Source: `zero_shot_classifier` and `run` in cn_clip/eval/zeroshot_evaluation.py, which converts pictures to RGB
 * before it resizes them.
 * @throws DomainError INVALID_INPUT for unfit labels, templates or scale; IMAGE_UNREADABLE, IMAGE_TOO_LARGE
 */
export async function classifyImage(
  model: EmbeddingModel,
  request: ClassificationRequest,
): Promise<Classification> {
  const { image, labels } = request;
  const templates = request.templates ?? ['{}'];
  const scoring = scoringOf(model.manifest.scoring, request.logitScale);
  checkRequest(labels, templates, scoring.scale);
  const picture = await embedPicture(model, image);
  const vectors = await labelVectors(model, labels, templates);
  const cosines = Float64Array.from(vectors, (vector) => dot(picture.unit, vector));
  const probabilities = probabilitiesOf(logitsOf(cosines, scoring), scoring);
  const predictions = labels
    .map((label, index) => ({ label, index, probability: probabilities[index]!, cosine: cosines[index]! }))
    .sort((a, b) => b.cosine - a.cosine || a.index - b.index);
  return { scoring, promptsPerLabel: templates.length, predictions };
}

/**
 * One unit vector per label: the mean over the templates of the prompts' unit vectors, scaled to unit length.
 * `templates` must have been checked.
 */
export async function labelVectors(
  model: EmbeddingModel,
  labels: readonly string[],
  templates: readonly string[],
): Promise<readonly Float32Array[]> {
  const prompts = labels.flatMap((label) => templates.map((template) => fillTemplate(template, label)));
  const embeddings = await model.embedTexts(prompts); // (labels × templates, D)
  return labels.map((_, label) => {
    const ofLabel = embeddings.slice(label * templates.length, (label + 1) * templates.length);
    return meanDirection(ofLabel.map(({ unit }) => unit));
  });
}

/** The original's zero-shot script uses 100 whatever the model's own is; a sigmoid means nothing without the model's. */
function scoringOf(own: Scoring, asked: number | null | undefined): Scoring {
  return { ...own, scale: asked ?? (own.kind === 'softmax' ? zeroShotScale : own.scale) };
}

async function embedPicture(model: EmbeddingModel, image: Uint8Array): Promise<Embedding> {
  const [picture] = await model.embedImages([image], model.manifest.image.order ?? 'convert-first');
  if (picture instanceof Error) throw picture;
  return picture!;
}

function checkRequest(labels: readonly string[], templates: readonly string[], logitScale: number): void {
  requireSome('labels', labels);
  requireSome('templates', templates);
  requireAtMost('labels', labels.length, maximumLabels);
  requireAtMost('templates', templates.length, maximumTemplates);
  requireShort('Label', labels, maximumLabelLength);
  requireShort('Template', templates, maximumLabelLength);
  requireAtMost('prompts (labels × templates)', labels.length * templates.length, maximumPrompts);
  const empty = labels.findIndex((label) => label.trim() === '');
  if (empty >= 0)
    throw new DomainError('INVALID_INPUT', `Label ${empty} is empty.`, { details: { index: empty } });
  checkTemplates(templates);
  if (!(Number.isFinite(logitScale) && logitScale > 0)) {
    throw new DomainError('INVALID_INPUT', `The logit scale is ${logitScale}.`, {
      remedy: 'Use a positive number.',
    });
  }
}

function requireSome(what: string, values: readonly unknown[]): void {
  if (values.length === 0)
    throw new DomainError('INVALID_INPUT', `There are no ${what}.`, { details: { what } });
}

/** The first predictions; all when `first` is left out. @throws DomainError INVALID_INPUT when it is not at least 1. */
export function topPredictions({ predictions }: Classification, first?: number): readonly LabelPrediction[] {
  if (first !== undefined && first < 1) {
    throw new DomainError('INVALID_INPUT', `\`first\` is ${first}.`, { remedy: 'Ask for at least 1.' });
  }
  return predictions.slice(0, first);
}
