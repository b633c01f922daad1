import type { DatasetFeature, DatasetText } from '../ports/dataset-files.ts';
import type { Prediction } from './retrieval-tools.ts';
import type { ImageAnnotation } from './transpose-annotations.ts';

/** A line of a feature file (cn_clip/eval/extract_features.py). Ids that are no whole numbers become strings. */
export function featureLine({ idField, id, vector }: DatasetFeature): string {
  return `{"${idField}": ${/^-?\d+$/.test(id) ? id : JSON.stringify(id)}, "feature": [${vector.join(', ')}]}`;
}

/** A line of texts with the pictures that belong to them, as the original's data sets have them. */
export function textLine({ id, text, imageIds }: DatasetText): string {
  return `{"text_id": ${id}, "text": ${JSON.stringify(text)}, "image_ids": [${imageIds.join(', ')}]}`;
}

/** A line of predictions (cn_clip/eval/make_topk_predictions.py and …_tr.py). */
export function predictionLine({ queryField, query, answers }: Prediction): string {
  const answersField = queryField === 'text_id' ? 'image_ids' : 'text_ids';
  return `{"${queryField}": ${query}, "${answersField}": [${answers.join(', ')}]}`;
}

/** A line of annotations by picture (cn_clip/eval/transform_ir_annotation_to_tr.py). */
export function annotationLine({ imageId, textIds }: ImageAnnotation): string {
  return `{"image_id": ${imageId}, "text_ids": [${textIds.join(', ')}]}`;
}
