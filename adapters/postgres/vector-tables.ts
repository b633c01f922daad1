import type { Modality } from '../../core/ports/collections.ts';
import type { IndexSettings } from '../../core/search/indexes/index-settings.ts';
import { isId } from './rows.ts';

/** What names the table of a set of vectors, and what is in it. */
export interface IndexedVectors {
  readonly id: string;
  readonly dimension: number;
  readonly index: IndexSettings;
}

export const modalities = ['image', 'text'] as const satisfies readonly Modality[];

/** Table with one set of vectors. */
export function partitionName(vectorSetId: string): string {
  if (!isId(vectorSetId)) throw new RangeError(`partitionName: ${vectorSetId} is no id`);
  return `item_vectors_${vectorSetId}`;
}

const pageBytes = 8192;
/** Of a page, and of a row beside the values of its vector. */
const besides = { page: 24, row: 96 };

/**
 * SQL for the number of vectors that the table has room for. Its file is asked and no statistics, so that it grows with what is written. It is
 * never much too low, and too high where rows that were deleted or replaced have left room.
 */
export function roomForVectors(vectorSetId: string, dimension: number): string {
  const valueBytes = 4 * dimension;
  const perPage = Math.floor((pageBytes - besides.page) / (valueBytes + besides.row));
  // What does not fit a page lies in pieces beside the table.
  const bytesOfOne = perPage === 0 ? valueBytes : Math.floor(pageBytes / perPage);
  return `pg_table_size('${partitionName(vectorSetId)}') / ${bytesOfOne}`;
}

interface VectorIndexDefinition {
  /** Tells the kind and how the graph was built, so that two of them can stand side by side. */
  readonly name: string;
  /** Statement that makes it; `how` is `concurrently` or nothing. */
  readonly create: (how?: 'concurrently') => string;
}

const operatorClass = {
  hnsw: 'vector_cosine_ops',
  'hnsw-half': 'halfvec_cosine_ops',
  'hnsw-binary': 'bit_hamming_ops',
};

/** One index per modality, so that a search needs no filter that the index does not know. */
export function vectorIndexes({ id, dimension, index }: IndexedVectors): readonly VectorIndexDefinition[] {
  const { kind, m, efConstruction } = index;
  if (kind === 'exact') return [];
  const table = partitionName(id);
  const suffix = `${kind.replace('-', '_')}_m${m}_ef${efConstruction}`;
  return modalities.map((modality) => {
    const name = `${table}_${modality}_${suffix}`;
    return {
      name,
      create: (how) => `create index ${how ?? ''} ${name} on ${table}
        using hnsw ((${indexed('embedding', kind, dimension)}) ${operatorClass[kind]})
        with (m = ${m}, ef_construction = ${efConstruction}) where modality = '${modality}'`,
    };
  });
}

/** How far apart two vectors are for the index; ordering by this expression, and by nothing else, uses it. */
export function indexDistance(query: string, { kind }: IndexSettings, dimension: number): string {
  if (kind === 'exact') return `embedding <=> ${query}`;
  const operator = kind === 'hnsw-binary' ? '<~>' : '<=>';
  return `${indexed('embedding', kind, dimension)} ${operator} ${indexed(query, kind, dimension)}`;
}

function indexed(vector: string, kind: Exclude<IndexSettings['kind'], 'exact'>, dimension: number): string {
  if (kind === 'hnsw-binary') return `binary_quantize(${vector})::bit(${dimension})`;
  return `${vector}::${kind === 'hnsw' ? 'vector' : 'halfvec'}(${dimension})`;
}
