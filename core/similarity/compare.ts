import { embedEveryImage, type ImageBatch } from '../embedding/embed-images.ts';
import { maximumTexts, requireAtMost, requireShort } from '../embedding/limits.ts';
import { type SimilarityMatrix, similarityMatrix } from './similarity-matrix.ts';

/**
 * Every picture against every text.
 * @throws DomainError INVALID_INPUT for an empty text, more than 64 pictures or 256 texts; a picture that cannot be
 *   read fails the whole, with its index in the details.
 */
export async function compare(
  batch: ImageBatch & { readonly texts: readonly string[] },
): Promise<SimilarityMatrix> {
  requireAtMost('texts', batch.texts.length, maximumTexts);
  requireShort('Text', batch.texts);
  const [images, texts] = await Promise.all([embedEveryImage(batch), batch.model.embedTexts(batch.texts)]);
  return similarityMatrix({
    images: images.map(({ unit }) => unit),
    texts: texts.map(({ unit }) => unit),
    scoring: batch.model.manifest.scoring,
  });
}
