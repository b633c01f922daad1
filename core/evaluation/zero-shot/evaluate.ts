import type { Embedding, EmbeddingModel } from '../../embedding/embedding-model.ts';
import { DomainError } from '../../errors.ts';
import { softmax } from '../../numeric/softmax.ts';
import { dot } from '../../numeric/vectors.ts';
import type { LabelledImage, LabelledImages } from '../../ports/labelled-images.ts';

/** Multiplier of cosines, whatever the model's own is, as in cn_clip/eval/zeroshot_evaluation.py. */
const scale = 100;

const batchSize = 64;

/** Probabilities of every picture that could be read. */
export interface ZeroShotResult {
  readonly classCount: number;
  readonly images: readonly LabelledImage[];
  /** (images, classes), row-major; rows sum to 1. */
  readonly probabilities: Float32Array;
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
}

export interface ZeroShotOptions {
  /** One classifier for each set of templates: the pictures are embedded once for all. */
  readonly classifiers: readonly (readonly Float32Array[])[];
  /** What to do about a picture that cannot be read. */
  readonly unreadable: 'fail' | 'skip';
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Classifies a whole set, once for each classifier.
 * @throws DomainError INVALID_INPUT when classes and labels differ in number, IMAGE_UNREADABLE naming the picture when
 *   unreadable ones fail the run, INFERENCE_FAILED
 */
export async function evaluateZeroShot(
  model: EmbeddingModel,
  set: LabelledImages,
  { classifiers, unreadable: policy, onProgress }: ZeroShotOptions,
): Promise<readonly ZeroShotResult[]> {
  const classCount = set.classes.length;
  for (const classifier of classifiers) requireClasses(set.classes.length, classifier.length);
  const images: LabelledImage[] = [];
  const unreadable: { path: string; message: string }[] = [];
  const tables = classifiers.map(() => new Float32Array(set.images.length * classCount));
  for (let start = 0; start < set.images.length; start += batchSize) {
    const batch = set.images.slice(start, start + batchSize);
    const embeddings = await embedBatch(model, set, batch);
    for (const [i, embedding] of embeddings.entries()) {
      if (embedding instanceof Error) unreadable.push(refused(batch[i]!, embedding, policy));
      else {
        for (const [t, classifier] of classifiers.entries())
          tables[t]!.set(probabilitiesOf(embedding.unit, classifier), images.length * classCount);
        images.push(batch[i]!);
      }
    }
    onProgress?.(start + batch.length, set.images.length);
  }
  const used = images.length * classCount;
  return tables.map((table) => ({ classCount, images, probabilities: table.subarray(0, used), unreadable }));
}

/** Colours are converted before the resize, as torchvision's ImageFolder loads pictures. */
async function embedBatch(
  model: EmbeddingModel,
  set: LabelledImages,
  batch: readonly LabelledImage[],
): Promise<readonly (Embedding | Error)[]> {
  const bytes = await Promise.all(batch.map((image) => set.read(image)));
  return model.embedImages(bytes, model.manifest.image.order ?? 'convert-first');
}

function probabilitiesOf(image: Float32Array, classifier: readonly Float32Array[]): Float32Array {
  const logits = Float64Array.from(classifier, (vector) => scale * dot(image, vector));
  return Float32Array.from(softmax(logits));
}

function refused({ path }: LabelledImage, error: Error, policy: ZeroShotOptions['unreadable']) {
  if (policy === 'skip') return { path, message: error.message };
  throw new DomainError('IMAGE_UNREADABLE', `${path}: ${error.message}`, {
    remedy: 'Remove it, or let the run skip unreadable pictures.',
    details: { path },
    cause: error,
  });
}

function requireClasses(folders: number, labels: number): void {
  if (folders === labels) return;
  throw new DomainError('INVALID_INPUT', `There are ${labels} labels for ${folders} class folders.`, {
    remedy: 'Write one label a line, in the order of the sorted folder names.',
    details: { folders, labels },
  });
}
