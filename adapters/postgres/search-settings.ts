/**
 * Session settings of every connection. The default `ef_search` of 40 finds too few of the true neighbours; iterative
 * scans go on until enough rows pass, so that a page is never short while the collection has more.
 */
export const searchSettings = [
  ['hnsw.ef_search', '200'],
  ['hnsw.iterative_scan', 'strict_order'],
  ['hnsw.max_scan_tuples', '100000'],
] as const;
