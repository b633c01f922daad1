import type { RetrievalBenchmark } from '../evaluation/published-recalls.ts';

/** Texts and pictures that belong together. Paths lie inside the folders of data sets. */
export interface RetrievalDataset {
  readonly kind: 'retrieval';
  /** A TSV, a folder of pictures, or the original's LMDB folder of pictures. */
  readonly images: string;
  /** A JSONL of texts, or the original's LMDB folder of pairs. */
  readonly texts: string;
  /** The original's published numbers that results are compared with. */
  readonly benchmark?: RetrievalBenchmark;
}

/** Pictures in a folder for each class. Paths lie inside the folders of data sets. */
export interface ClassificationDataset {
  readonly kind: 'classification';
  readonly folder: string;
  /** Left out: `label_cn.txt` in or beside the folder. */
  readonly labels?: string;
  /** The pictures that ELEVATER wants, in its order. */
  readonly index?: string;
  /** ELEVATER's name of the set. */
  readonly elevater?: string;
}

export type DatasetKind = Dataset['source']['kind'];

export interface Dataset {
  /** Unique: `[a-z0-9][a-z0-9_-]{0,63}`. */
  readonly name: string;
  readonly source: RetrievalDataset | ClassificationDataset;
  readonly createdAt: Date;
}

/** Data sets by name. */
export interface DatasetRegistry {
  /** By name. */
  list(): Promise<readonly Dataset[]>;
  find(name: string): Promise<Dataset | undefined>;
  /** @throws DomainError ALREADY_EXISTS */
  add(name: string, source: Dataset['source']): Promise<Dataset>;
  /** False when there was none. The files stay. */
  remove(name: string): Promise<boolean>;
}
