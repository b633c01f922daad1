import { softmax } from '../numeric/softmax.ts';
import { dot } from '../numeric/vectors.ts';

/** Scores of N pictures against T texts, in float64. */
export interface SimilarityMatrix {
  /** exp of the model's trained logit scale. */
  readonly logitScale: number;
  readonly imageCount: number;
  readonly textCount: number;
  /** (N, T), row-major, in [-1, 1]. */
  readonly cosines: Float64Array;
}

/**
 * Cosines of unit vectors of N pictures and T texts, all (D). Either may be empty.
 * Source: `get_similarity` in cn_clip/clip/model.py; its logits and softmaxes are the functions below.
 * @throws RangeError when the dimensions differ.
 */
export function similarityMatrix(vectors: {
  readonly images: readonly Float32Array[];
  readonly texts: readonly Float32Array[];
  readonly logitScale: number;
}): SimilarityMatrix {
  const { images, texts, logitScale } = vectors;
  const cosines = new Float64Array(images.length * texts.length); // (N, T)
  images.forEach((image, n) => {
    texts.forEach((text, t) => {
      cosines[n * texts.length + t] = dot(image, text);
    });
  });
  return { logitScale, imageCount: images.length, textCount: texts.length, cosines };
}

/** Cosines as N rows of T. */
export function cosineRows(matrix: SimilarityMatrix): readonly Float64Array[] {
  const { imageCount, textCount, cosines } = matrix;
  return Array.from({ length: imageCount }, (_, n) => cosines.slice(n * textCount, (n + 1) * textCount));
}

/** logitScale × cosine as N rows of T. */
export function logitsPerImage(matrix: SimilarityMatrix): readonly Float64Array[] {
  return cosineRows(matrix).map((row) => row.map((cosine) => matrix.logitScale * cosine));
}

/** The transpose of {@link logitsPerImage}: T rows of N. */
export function logitsPerText(matrix: SimilarityMatrix): readonly Float64Array[] {
  const { imageCount, textCount, cosines, logitScale } = matrix;
  return Array.from({ length: textCount }, (_, t) =>
    Float64Array.from({ length: imageCount }, (_, n) => logitScale * cosines[n * textCount + t]!),
  );
}

/** Which text each picture shows: softmax over the texts, N rows of T. */
export function probabilitiesPerImage(matrix: SimilarityMatrix): readonly Float64Array[] {
  return logitsPerImage(matrix).map(softmax);
}

/** Which picture each text tells of: softmax over the pictures, T rows of N. */
export function probabilitiesPerText(matrix: SimilarityMatrix): readonly Float64Array[] {
  return logitsPerText(matrix).map(softmax);
}
