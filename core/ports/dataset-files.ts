import type { JsonObject } from '../json.ts';
import type { LabelledImages } from './labelled-images.ts';

/** One picture of a data set. */
export interface DatasetImage {
  /** As written; numbers may be larger than 2^53. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** One text of a data set. */
export interface DatasetText {
  /** As written; numbers may be larger than 2^53. */
  readonly id: string;
  readonly text: string;
  readonly imageIds: readonly string[];
}

/** One line of a feature file. */
export interface DatasetFeature {
  readonly idField: 'text_id' | 'image_id';
  /** As written; numbers may be larger than 2^53. */
  readonly id: string;
  readonly vector: Float32Array;
}

/** A picture or text as it stands in a data set, or why it cannot be used. */
export type Audited<T> =
  | { readonly where: string; readonly value: T }
  | { readonly where: string; readonly problem: string };

/**
 * Data sets in the original's file formats, read line by line.
 * @throws DomainError INVALID_INPUT naming the file and the line that cannot be used
 */
export interface DatasetFiles {
  /**
   * A TSV of `id TAB base64`, a folder whose file names without extension are the ids, or the original's LMDB folder of
   * pictures, in the order of its keys.
   */
  images(path: string): AsyncIterable<DatasetImage>;
  /**
   * JSONL of `{"text_id", "text", "image_ids"}` (or `query_id`, `query_text`, `item_ids`, as Flickr30K-CN was released), or the
   * original's LMDB folder of pairs, where neighbours with one text id are one text.
   */
  texts(path: string): AsyncIterable<DatasetText>;
  /** As {@link images}, but goes on after what cannot be used. */
  auditImages(path: string): AsyncIterable<Audited<DatasetImage>>;
  /** As {@link texts}, but goes on after what cannot be used. */
  auditTexts(path: string): AsyncIterable<Audited<DatasetText>>;
  /** JSONL of `{"text_id" | "image_id", "feature"}`, as `tuwen embed` and the original's extract_features.py write it. */
  features(path: string): AsyncIterable<DatasetFeature>;
  /** How many texts, pictures or features there are at most, without looking into them. */
  count(path: string): Promise<number>;
  /** A folder with one folder of pictures for each class. */
  imageFolder(path: string): Promise<LabelledImages>;
  /**
   * Every line, without its end; undefined where there is no such file.
   * @throws DomainError INVALID_INPUT for a file that is not UTF-8, naming the line where only some are not
   */
  lines(path: string): Promise<readonly string[] | undefined>;
  /** JSONL of any objects. */
  records(path: string): AsyncIterable<JsonObject>;
}
