import { DomainError } from '../errors.ts';
import type { RankPosition } from '../ports/collections.ts';
import { decodeOpaque, encodeOpaque } from './opaque-cursor.ts';

const maximumPage = 200;

/** How far down a ranking may be read: an approximate index is no longer trustworthy far from its top. */
const maximumDepth = 1000;

/**
 * Opaque text from which {@link decodeRankCursor} gets the very same position.
 * @param ranking what the position is in, see `ranking-id.ts`
 */
export function encodeRankCursor(
  { rank, score, itemId, newestItemId }: RankPosition,
  ranking: string,
): string {
  return encodeOpaque(
    JSON.stringify([ranking, rank, score, itemId, ...(newestItemId === undefined ? [] : [newestItemId])]),
  );
}

/** @throws DomainError INVALID_INPUT when it was not made by {@link encodeRankCursor}, or for another ranking */
export function decodeRankCursor(cursor: string, ranking: string): RankPosition {
  const found = parsePosition(decodeOpaque(cursor));
  if (found === undefined) throw badCursor();
  if (found.ranking === ranking) return found.position;
  throw new DomainError('INVALID_INPUT', 'The cursor is of another search, or of the model before.', {
    remedy: 'Ask for the first page of this search, without `after`.',
  });
}

/** What a page may read. */
export interface PageBounds {
  readonly first: number;
  readonly after: RankPosition | undefined;
  /** True when nothing lies beyond this page that may still be read. */
  readonly isLastPage: boolean;
}

/**
 * The page asked for, shortened where it would go below the deepest rank.
 * @throws DomainError INVALID_INPUT when `first` is not 1 to 200, the cursor is bad or of another ranking, or nothing is left to read.
 */
export function pageBounds(first: number, cursor: string | undefined, ranking: string): PageBounds {
  requirePageSize(first);
  const after = cursor === undefined ? undefined : decodeRankCursor(cursor, ranking);
  const left = maximumDepth - (after?.rank ?? 0);
  if (left <= 0) {
    throw new DomainError('INVALID_INPUT', `A ranking is read to rank ${maximumDepth} at most.`, {
      remedy: 'Ask for something more specific.',
      details: { limit: maximumDepth },
    });
  }
  return { first: Math.min(first, left), after, isLastPage: first >= left };
}

/** @throws DomainError INVALID_INPUT when `first` is not an integer from 1 to 200. */
export function requirePageSize(first: number): void {
  if (Number.isInteger(first) && first >= 1 && first <= maximumPage) return;
  throw new DomainError('INVALID_INPUT', `\`first\` is ${first}.`, {
    remedy: `Ask for 1 to ${maximumPage} at a time.`,
    details: { first, limit: maximumPage },
  });
}

/** The answer to a cursor that this server never gave. */
export function badCursor(): DomainError {
  return new DomainError('INVALID_INPUT', 'The cursor cannot be read.', {
    remedy: 'Pass an `endCursor` or a `cursor` of an earlier answer to the same query.',
  });
}

function parsePosition(
  text: string | undefined,
): { readonly ranking: string; readonly position: RankPosition } | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    if (!Array.isArray(parsed) || parsed.length < 4 || parsed.length > 5) return undefined;
    const [ranking, rank, score, itemId, newestItemId]: readonly unknown[] = parsed;
    const isRank = typeof rank === 'number' && Number.isInteger(rank) && rank >= 1;
    if (!(isRank && typeof score === 'number')) return undefined;
    if (!(typeof ranking === 'string' && typeof itemId === 'string')) return undefined;
    const position = { rank, score, itemId };
    return {
      ranking,
      position: typeof newestItemId === 'string' ? { ...position, newestItemId } : position,
    };
  } catch {
    return undefined;
  }
}
