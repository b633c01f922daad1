import type { DatasetText } from '../ports/dataset-files.ts';

/** Which texts belong to a picture; ids as written. */
export interface ImageAnnotation {
  readonly imageId: string;
  readonly textIds: readonly string[];
}

/**
 * Annotations the other way round, pictures in the order in which they are first named.
 * Source: cn_clip/eval/transform_ir_annotation_to_tr.py
 */
export async function transposeAnnotations(
  texts: AsyncIterable<Pick<DatasetText, 'id' | 'imageIds'>>,
): Promise<readonly ImageAnnotation[]> {
  const textsOf = new Map<string, string[]>();
  for await (const { id, imageIds } of texts) {
    for (const imageId of imageIds) {
      const textIds = textsOf.get(imageId);
      if (textIds === undefined) textsOf.set(imageId, [id]);
      else textIds.push(id);
    }
  }
  return Array.from(textsOf, ([imageId, textIds]) => ({ imageId, textIds }));
}
