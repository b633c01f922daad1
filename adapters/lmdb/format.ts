import { DomainError } from '../../core/errors.ts';

/**
 * What lies where in a file of LMDB 0.9 (data version 1), little-endian, 64 bit. Source: mdb.c of
 * github.com/LMDB/lmdb, structures MDB_page, MDB_node, MDB_db and MDB_meta.
 */
export const pageHeaderBytes = 16;
export const nodeHeaderBytes = 8;

export const pageFlag = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const;

/** The value of the node lies on overflow pages, whose first number it has in its place. */
export const bigData = 0x01;

/** Pages that every file begins with; the one with the larger transaction counts. */
export const metaPages = 2;

/** From the beginning of a meta page. */
export const metaOffset = {
  magic: 16,
  version: 20,
  mapSize: 32,
  /** Records of the list of free pages and of the main tree, 48 bytes each. */
  free: 40,
  main: 88,
  lastPage: 136,
  transaction: 144,
} as const;

/** From the beginning of a tree's record. The one of free pages has the page size in the place of its padding. */
export const treeOffset = {
  pageSize: 0,
  flags: 4,
  depth: 6,
  branchPages: 8,
  leafPages: 16,
  overflowPages: 24,
  entries: 32,
  root: 40,
} as const;

export const magic = 0xbeefc0de;
export const dataVersion = 1;

/** Root of a tree without pages. */
export const noPage = 0xffff_ffff_ffff_ffffn;

/** Longest key. */
export const maximumKeyBytes = 511;

/** Most bytes of a node with its header; a larger value goes to overflow pages. */
export function maximumNodeBytes(pageSize: number): number {
  return (((pageSize - pageHeaderBytes) >> 1) & ~1) - 2;
}

/** Pages that a value of this size takes beside the tree. */
export function overflowPages(valueBytes: number, pageSize: number): number {
  return Math.ceil((pageHeaderBytes + valueBytes) / pageSize);
}

export function damaged(file: string, what: string): DomainError {
  return new DomainError('INVALID_INPUT', `${file} is no usable LMDB file: ${what}.`, {
    remedy: 'Build it again with `tuwen dataset build-lmdb`, or from the TSV and JSONL it was made of.',
  });
}
