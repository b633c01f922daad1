import { DomainError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collection, CollectionStore, Item, Modality } from '../../ports/collections.ts';
import type { NearPairs } from '../../ports/near-pairs.ts';
import type { PairSearch } from '../../ports/product-search.ts';
import { decodeOpaque, encodeOpaque } from '../opaque-cursor.ts';
import { badCursor, requirePageSize } from '../rank-cursor.ts';
import { requireCollection } from '../require-collection.ts';
import { BlockPairs } from './block-pairs.ts';
import { IndexPairs } from './index-pairs.ts';
import { compareIds, type NearGroup } from './near-groups.ts';
import { NearScan, type PairFinder } from './near-scan.ts';

export interface DuplicatesRequest {
  readonly collection: string;
  /** Least cosine of two items. */
  readonly minScore: number;
  readonly against: Modality;
  /** Groups of a page, 1 to 200. */
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** Items that are near each other, directly or through others of the group. */
export interface DuplicateGroup {
  readonly cursor: string;
  /** Of its nearest pair. */
  readonly score: number;
  readonly size: number;
  /** The oldest ones. */
  readonly members: readonly { readonly item: Item; readonly score: number }[];
}

export interface DuplicatesPage {
  readonly groups: readonly DuplicateGroup[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Items that were compared with the others so far, of how many. */
  readonly covered: number;
  readonly total: number;
  readonly isComplete: boolean;
  readonly isExact: boolean;
}

export interface NearDuplicatesDependencies {
  readonly collections: CollectionStore;
  readonly nearPairs: NearPairs;
  readonly clock: Clock;
  readonly openSearch: () => Promise<PairSearch>;
  /** Aborted when nobody waits any more for what is asked now. */
  readonly currentSignal?: () => AbortSignal | undefined;
  /** Time that one request may work on a scan. Default: 10 s. */
  readonly budgetMs?: number;
}

/** Vectors up to which the database compares everything: sooner than a process that does it in blocks would start. */
const fewVectors = 2_000;
/** Bytes of vectors up to which everything is compared in blocks: 131,072 of 512 dimensions. */
const blockBytes = 256 * 2 ** 20;
/** Comparisons in blocks that are not at their end: each holds its vectors. */
const keptBlockScans = 2;
const shownMembers = 50;
const keptScans = 8;
const keptMs = 10 * 60 * 1000;

interface Kept {
  readonly scan: NearScan;
  readonly total: number;
  readonly since: number;
  readonly inBlocks: boolean;
}

/**
 * Items of a collection that are near each other. A large collection is looked at over several requests, each of which goes on for some
 * seconds and tells how far it is; what was found is kept for ten minutes, so that pages are quick and fit together.
 */
export class NearDuplicates {
  readonly #deps: NearDuplicatesDependencies;
  readonly #kept = new Map<string, Kept>();

  constructor(deps: NearDuplicatesDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError NOT_FOUND, INVALID_INPUT for a score outside 0.5 to 1 or a bad page, OVERLOADED */
  async find(request: DuplicatesRequest): Promise<DuplicatesPage> {
    requirePageSize(request.first);
    checkScore(request.minScore);
    const after = request.after == null ? undefined : decodeCursor(request.after);
    const collection = await requireCollection(this.#deps.collections, request.collection);
    const { scan, total } = await this.#scanOf(collection, request);
    await scan.advance(this.#deps.budgetMs ?? 10_000, this.#deps.currentSignal?.());
    const behind = scan.groups().filter((group) => after === undefined || isBehind(group, after));
    return {
      groups: await this.#withItems(behind.slice(0, request.first)),
      hasNextPage: behind.length > request.first,
      hasPreviousPage: after !== undefined,
      covered: scan.covered,
      total: Math.max(total, scan.covered),
      isComplete: scan.isComplete,
      isExact: scan.isExact,
    };
  }

  async #scanOf(collection: Collection, { against, minScore }: DuplicatesRequest): Promise<Kept> {
    this.#forgetOld();
    const name = `${collection.vectorSetId} ${against} ${minScore}`;
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const total = await this.#deps.nearPairs.countVectors(collection, against);
    const bytes = total * collection.dimension * Float32Array.BYTES_PER_ELEMENT;
    const inBlocks = total > fewVectors && bytes <= blockBytes;
    // Somebody may have begun the same while these were counted.
    const other = this.#kept.get(name);
    if (other !== undefined) return other;
    if (inBlocks) this.#makeRoom();
    const finder: PairFinder = inBlocks
      ? new BlockPairs(this.#deps, collection, { modality: against, minScore, count: total })
      : new IndexPairs(this.#deps.nearPairs, collection, {
          modality: against,
          minScore,
          exact: collection.index.kind === 'exact' || total <= fewVectors,
        });
    const since = this.#deps.clock.now().getTime();
    const kept = { scan: new NearScan(finder), total, since, inBlocks };
    this.#kept.set(name, kept);
    if (this.#kept.size > keptScans) this.#kept.delete(this.#kept.keys().next().value!);
    // Vectors of a comparison that nobody goes on with.
    setTimeout(() => this.#forgetOld(), keptMs + 1_000).unref();
    return kept;
  }

  #forgetOld(): void {
    const oldest = this.#deps.clock.now().getTime() - keptMs;
    for (const [name, { since, scan }] of this.#kept)
      if (since < oldest && !scan.isAdvancing) this.#kept.delete(name);
  }

  /** Forgets the comparison in blocks that began first, unless it is at work. @throws DomainError OVERLOADED when all are */
  #makeRoom(): void {
    const unfinished = [...this.#kept].filter(([, { inBlocks, scan }]) => inBlocks && !scan.isComplete);
    if (unfinished.length < keptBlockScans) return;
    const idle = unfinished.find(([, { scan }]) => !scan.isAdvancing);
    if (idle !== undefined) return void this.#kept.delete(idle[0]);
    throw new DomainError('OVERLOADED', `${unfinished.length} comparisons of items are under way.`, {
      remedy: 'Try again in some seconds.',
      details: { limit: keptBlockScans, retryAfterSeconds: 10 },
    });
  }

  /** What was deleted meanwhile is left out. */
  async #withItems(groups: readonly NearGroup[]): Promise<readonly DuplicateGroup[]> {
    const shown = groups.map(({ members }) => members.slice(0, shownMembers));
    const found = await this.#deps.collections.findItems(shown.flat().map(({ itemId }) => itemId));
    const items = new Map(found.map((item) => [item.id, item]));
    return groups.map((group, i) => ({
      cursor: encodeCursor(group),
      score: group.score,
      size: group.members.length,
      members: shown[i]!.flatMap(({ itemId, score }) => {
        const item = items.get(itemId);
        return item === undefined ? [] : [{ item, score }];
      }),
    }));
  }
}

function checkScore(minScore: number): void {
  if (minScore >= 0.5 && minScore <= 1) return;
  throw new DomainError('INVALID_INPUT', `minScore is ${minScore}.`, {
    remedy: 'Use a cosine from 0.5 to 1; 0.95 is a good start.',
  });
}

interface Position {
  readonly score: number;
  /** The oldest item of the group. */
  readonly itemId: string;
}

function isBehind({ score, members }: NearGroup, after: Position): boolean {
  return score < after.score || (score === after.score && compareIds(members[0]!.itemId, after.itemId) > 0);
}

function encodeCursor({ score, members }: NearGroup): string {
  return encodeOpaque(`near:${score}:${members[0]!.itemId}`);
}

function decodeCursor(cursor: string): Position {
  const [, score, itemId] = /^near:([\d.e-]{1,30}):([\w-]{1,64})$/.exec(decodeOpaque(cursor) ?? '') ?? [];
  if (score === undefined || itemId === undefined) throw badCursor();
  return { score: Number(score), itemId };
}
