import { DomainError } from '../../errors.ts';

/** How the nearest vectors of a collection are found. */
export type IndexKind =
  /** Every vector is compared. */
  | 'exact'
  /** A graph of neighbours (HNSW) over the vectors as they are. */
  | 'hnsw'
  /** HNSW over 16-bit copies, half the size; what it finds is ranked by the vectors themselves. */
  | 'hnsw-half'
  /** HNSW over one bit for each value; many are found and ranked by the vectors themselves. */
  | 'hnsw-binary';

export interface IndexSettings {
  readonly kind: IndexKind;
  /** Neighbours of each vector in the graph. */
  readonly m: number;
  /** Candidates that are looked at for each vector while the graph is built; at least `2 m`. */
  readonly efConstruction: number;
  /** Candidates that a search looks at. */
  readonly efSearch: number;
}

/** How many of an index's nearest are ranked by the vectors themselves: `growth * √vectors` of so many vectors, within bounds. */
export interface RankedCandidates {
  readonly least: number;
  readonly most: number;
  readonly growth: number;
}

/** Of so many vectors, or more, the most are ranked. */
const large = 1_000_000;

/**
 * For the `depth` best. Where the index has only copies of lower precision, the true ones are somewhat further down, and the further the more
 * vectors there are: with one bit for each of 512 values, 993 in 1,000 of the true ten are among the nearest 90, 110, 160, 210 and 460 of
 * 50,000, 100,000, 200,000, 500,000 and a million vectors, which grows about as the root of their number. A graph misses some of these.
 */
export function rankedCandidates({ kind, efSearch }: IndexSettings, depth: number): RankedCandidates {
  switch (kind) {
    case 'exact':
    case 'hnsw':
      return always(depth);
    case 'hnsw-half':
      return always(Math.max(Math.ceil(1.25 * depth), 40));
    case 'hnsw-binary':
      return {
        least: Math.max(8 * depth, efSearch),
        most: Math.max(8 * depth, 4 * efSearch),
        growth: (4 * efSearch) / Math.sqrt(large),
      };
  }
}

function always(count: number): RankedCandidates {
  return { least: count, most: count, growth: 0 };
}

/** Of pgvector: how many dimensions each kind of index takes. */
const maximumDimension: Readonly<Record<IndexKind, number>> = {
  exact: 16_000,
  hnsw: 2_000,
  'hnsw-half': 4_000,
  'hnsw-binary': 16_000,
};

const ranges = { m: [4, 64], efConstruction: [16, 512], efSearch: [10, 1_000] } as const;

export function takesDimension(kind: IndexKind, dimension: number): boolean {
  return dimension <= maximumDimension[kind];
}

/**
 * What a collection gets when nothing is asked for: the most exact graph that takes its vectors. With pgvector's own 16 and 64, one in fifty of
 * a million vectors could not be reached at all, whatever efSearch; with these, one in five hundred.
 */
export function defaultIndex(dimension: number): IndexSettings {
  const kinds = ['hnsw', 'hnsw-half'] as const;
  const kind = kinds.find((each) => takesDimension(each, dimension)) ?? 'exact';
  return { kind, m: 24, efConstruction: 128, efSearch: 200 };
}

/** As callers write it. */
function named(kind: IndexKind): string {
  return kind.toUpperCase().replace('-', '_');
}

/** @throws DomainError INVALID_INPUT for values out of range, and for a kind that does not take so many dimensions */
export function checkIndex(settings: IndexSettings, dimension: number): void {
  if (!takesDimension(settings.kind, dimension)) {
    throw new DomainError(
      'INVALID_INPUT',
      `An index of kind ${named(settings.kind)} takes up to ${maximumDimension[settings.kind]} dimensions, not ${dimension}.`,
      { remedy: `Use ${named(defaultIndex(dimension).kind)}.`, details: { dimension } },
    );
  }
  for (const [name, [low, high]] of Object.entries(ranges)) {
    const value = settings[name as keyof typeof ranges];
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    throw new DomainError('INVALID_INPUT', `${name} of an index is ${value}.`, {
      remedy: `Use a whole number from ${low} to ${high}.`,
    });
  }
  if (settings.efConstruction >= 2 * settings.m) return;
  throw new DomainError(
    'INVALID_INPUT',
    `efConstruction is ${settings.efConstruction} and m ${settings.m}.`,
    {
      remedy: 'efConstruction must be at least twice m.',
    },
  );
}
