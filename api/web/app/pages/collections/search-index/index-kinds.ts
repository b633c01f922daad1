import type { IndexKind } from '../../../generated/operations.ts';

/** In the order in which they are offered. */
export const indexKinds: readonly IndexKind[] = ['HNSW', 'HNSW_HALF', 'HNSW_BINARY', 'EXACT'];
