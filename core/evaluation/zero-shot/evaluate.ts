import type { Embedding, EmbeddingModel } from '../../embedding/embedding-model.ts';
import { DomainError } from '../../errors.ts';
import { softmax } from '../../numeric/softmax.ts';
import { dot } from '../../numeric/vectors.ts';
import type { LabelledImage, LabelledImages } from '../../ports/labelled-images.ts';

/** Multiplier of cosines, whatever the model's own is, as in cn_clip/eval/zeroshot_evaluation.py. */
const scale = 100;

/** Products between two looks at what else there is to do. */
const productsPerTurn = 1_000_000;

/** Probabilities of every picture that could be read. */
export interface ZeroShotResult {
  readonly classCount: number;
  readonly images: readonly LabelledImage[];
  /** (images, classes), row-major; rows sum to 1. */
  readonly probabilities: Float32Array;
  /** Class of each row with the largest probability; of two equal ones the first. */
  readonly predicted: Int32Array;
  readonly unreadable: readonly UnreadablePicture[];
}

export interface UnreadablePicture {
  readonly path: string;
  readonly message: string;
}

/** Pictures with their unit vectors (D), and those that could not be read. */
export interface EmbeddedSet {
  readonly images: readonly LabelledImage[];
  readonly vectors: readonly Float32Array[];
  readonly unreadable: readonly UnreadablePicture[];
}

export interface EmbedSetOptions {
  /** What to do about a picture that cannot be read. */
  readonly unreadable: 'fail' | 'skip';
  readonly onProgress?: (done: number) => void;
}

const batchSize = 64;

/**
 * Embeds all pictures of a set, in memory.
 * @throws DomainError IMAGE_UNREADABLE naming the picture when unreadable ones fail the run, INFERENCE_FAILED
 */
export async function embedSet(
  model: EmbeddingModel,
  set: LabelledImages,
  { unreadable: policy, onProgress }: EmbedSetOptions,
): Promise<EmbeddedSet> {
  const images: LabelledImage[] = [];
  const vectors: Float32Array[] = [];
  const unreadable: UnreadablePicture[] = [];
  for (let start = 0; start < set.images.length; start += batchSize) {
    const batch = set.images.slice(start, start + batchSize);
    const embeddings = await embedPictures(model, set, batch);
    for (const [i, embedding] of embeddings.entries()) {
      if (embedding instanceof Error) {
        unreadable.push(refused(batch[i]!, embedding, policy));
        continue;
      }
      images.push(batch[i]!);
      vectors.push(embedding.unit);
    }
    onProgress?.(start + batch.length);
  }
  return { images, vectors, unreadable };
}

/** Embeddings in order. Colours are converted before the resize, as torchvision's ImageFolder loads pictures. */
export async function embedPictures(
  model: EmbeddingModel,
  set: LabelledImages,
  images: readonly LabelledImage[],
): Promise<readonly (Embedding | Error)[]> {
  const bytes = await Promise.all(images.map((image) => set.read(image)));
  return model.embedImages(bytes, model.manifest.image.order ?? 'convert-first');
}

/**
 * An embedded set classified with one set of templates: probabilities are the softmax of 100 times the cosines. Other work gets
 * its turn in between. Source: `run` of cn_clip/eval/zeroshot_evaluation.py
 */
export async function classifySet(
  { images, vectors, unreadable }: EmbeddedSet,
  classifier: readonly Float32Array[],
): Promise<ZeroShotResult> {
  const classCount = classifier.length;
  const probabilities = new Float32Array(vectors.length * classCount);
  const predicted = new Int32Array(vectors.length);
  const rowsPerTurn = Math.max(1, Math.floor(productsPerTurn / (classCount * (classifier[0]?.length ?? 1))));
  for (const [i, vector] of vectors.entries()) {
    const logits = Float64Array.from(classifier, (row) => scale * dot(vector, row));
    const row = Float32Array.from(softmax(logits));
    probabilities.set(row, i * classCount);
    predicted[i] = indexOfLargest(row);
    if (i % rowsPerTurn === rowsPerTurn - 1) await new Promise((resolve) => setTimeout(resolve));
  }
  return { classCount, images, probabilities, predicted, unreadable };
}

/** Of equal ones the first. */
export function indexOfLargest(values: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[largest]!) largest = i;
  return largest;
}

function refused(
  { path }: LabelledImage,
  error: Error,
  policy: EmbedSetOptions['unreadable'],
): UnreadablePicture {
  if (policy === 'skip') return { path, message: error.message };
  throw new DomainError('IMAGE_UNREADABLE', `${path}: ${error.message}`, {
    remedy: 'Remove it, or let the run skip unreadable pictures.',
    details: { path },
    cause: error,
  });
}
