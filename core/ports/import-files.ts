import type { NewItem } from '../search/new-item.ts';
import type { Audited } from './dataset-files.ts';

/** Where items of a bulk import come from; paths are absolute. */
export type ImportSource =
  /** Pictures below a folder; the key of each is its path in it. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Pictures of the original's formats (TSV or LMDB), keyed by their ids; `texts` (JSONL or LMDB) describe them. */
  | { readonly kind: 'original'; readonly path: string; readonly texts?: string }
  /** One JSON object a line: `key`, `text`, `image`, `metadata`. */
  | { readonly kind: 'lines'; readonly path: string }
  /** A header with `key`, `text`, `image`; every other column is metadata, and `metadata` a JSON object. */
  | { readonly kind: 'csv'; readonly path: string }
  /** Pictures, or `items.jsonl` or `items.csv` with the pictures that they name. */
  | { readonly kind: 'zip'; readonly path: string }
  /** The same, claimed in the store of uploads. */
  | { readonly kind: 'upload'; readonly uploadId: string };

/** A source that is open. */
export interface OpenedImport {
  /** Items in the same order each time; their pictures are read when they are asked for, until the source is closed. */
  readonly entries: AsyncIterable<Audited<NewItem>>;
  /** How many there are, without what only reading finds, such as texts of no picture; undefined for a source that cannot be read to its end. */
  readonly total?: number;
  close(): void;
}

export interface ImportFiles {
  /** @throws DomainError INVALID_INPUT for a source that cannot be read at all; so do its entries */
  open(source: ImportSource): Promise<OpenedImport>;
}
