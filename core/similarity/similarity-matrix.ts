import type { Scoring } from '../model/manifest.ts';
import { dot } from '../numeric/vectors.ts';
import { logitsOf, probabilitiesOf } from './scoring.ts';

/** Scores of N pictures against T texts, in float64. */
export interface SimilarityMatrix {
  /** The model's. */
  readonly scoring: Scoring;
  readonly imageCount: number;
  readonly textCount: number;
  /** (N, T), row-major, in [-1, 1]. */
  readonly cosines: Float64Array;
}

/**
 * Cosines of unit vectors of N pictures and T texts, all (D). Either may be empty.
 * Source: `get_similarity` in cn_clip/clip/model.py; its logits and probabilities are the functions below.
 * @throws RangeError when the dimensions differ.
 */
export function similarityMatrix(vectors: {
  readonly images: readonly Float32Array[];
  readonly texts: readonly Float32Array[];
  readonly scoring: Scoring;
}): SimilarityMatrix {
  const { images, texts, scoring } = vectors;
  const cosines = new Float64Array(images.length * texts.length); // (N, T)
  images.forEach((image, n) => {
    texts.forEach((text, t) => {
      cosines[n * texts.length + t] = dot(image, text);
    });
  });
  return { scoring, imageCount: images.length, textCount: texts.length, cosines };
}

/** Cosines as N rows of T. */
export function cosineRows(matrix: SimilarityMatrix): readonly Float64Array[] {
  const { imageCount, textCount, cosines } = matrix;
  return Array.from({ length: imageCount }, (_, n) => cosines.slice(n * textCount, (n + 1) * textCount));
}

/** scale × cosine + bias as N rows of T. */
export function logitsPerImage(matrix: SimilarityMatrix): readonly Float64Array[] {
  return cosineRows(matrix).map((row) => logitsOf(row, matrix.scoring));
}

/** The transpose of {@link logitsPerImage}: T rows of N. */
export function logitsPerText(matrix: SimilarityMatrix): readonly Float64Array[] {
  const { imageCount, textCount, cosines, scoring } = matrix;
  return Array.from({ length: textCount }, (_, t) => {
    const column = Float64Array.from({ length: imageCount }, (_, n) => cosines[n * textCount + t]!);
    return logitsOf(column, scoring);
  });
}

/** Which text each picture shows, or whether it shows each: softmax over the texts, or sigmoids, N rows of T. */
export function probabilitiesPerImage(matrix: SimilarityMatrix): readonly Float64Array[] {
  return logitsPerImage(matrix).map((logits) => probabilitiesOf(logits, matrix.scoring));
}

/** Which picture each text tells of, or whether of each: softmax over the pictures, or sigmoids, T rows of N. */
export function probabilitiesPerText(matrix: SimilarityMatrix): readonly Float64Array[] {
  return logitsPerText(matrix).map((logits) => probabilitiesOf(logits, matrix.scoring));
}
