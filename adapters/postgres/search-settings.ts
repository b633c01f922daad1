/** The default `ef_search` of pgvector, 40, finds too few of the true neighbours. */
export const usualEfSearch = 200;

/**
 * Session settings of every connection. Iterative scans go on until enough rows pass, so that a page is never short while the collection
 * has more. They may give rows out of order, which every search sorts anew; in strict order, what comes late is left out, and with it
 * true neighbours. Their memory, a multiple of `work_mem`, is for the farthest walk that a search plans. The planner thinks of
 * a distance as one cheap operator and of a disk that seeks; with these costs it takes the index from about 2,000 vectors.
 */
export const searchSettings = [
  ['hnsw.ef_search', String(usualEfSearch)],
  ['hnsw.iterative_scan', 'relaxed_order'],
  ['hnsw.scan_mem_multiplier', '8'],
  ['hnsw.max_scan_tuples', '100000'],
  ['random_page_cost', '1.1'],
  ['cpu_operator_cost', '0.05'],
] as const;
