import type { NearPair } from '../../ports/near-pairs.ts';

/** Items that are near each other, directly or through others of the group. */
export interface NearGroup {
  /** Of its nearest pair. */
  readonly score: number;
  /** By id, which is by age. */
  readonly members: readonly NearMember[];
}

export interface NearMember {
  readonly itemId: string;
  /** Of the nearest other one in the group. */
  readonly score: number;
}

/** Groups that pairs make, the nearest first, ties by the oldest item. */
export function groupPairs(pairs: Iterable<NearPair>): readonly NearGroup[] {
  const parents = new Map<string, string>();
  const scores = new Map<string, number>();
  for (const { a, b, score } of pairs) {
    parents.set(rootOf(parents, a), rootOf(parents, b));
    for (const item of [a, b]) scores.set(item, Math.max(score, scores.get(item) ?? -1));
  }
  const members = new Map<string, NearMember[]>();
  for (const [itemId, score] of scores) {
    const root = rootOf(parents, itemId);
    const group = members.get(root) ?? [];
    group.push({ itemId, score });
    members.set(root, group);
  }
  return [...members.values()].map(toGroup).sort(byScore);
}

function rootOf(parents: Map<string, string>, item: string): string {
  let root = item;
  for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
  // The next look is short.
  for (let at = item; at !== root; ) {
    const up = parents.get(at)!;
    parents.set(at, root);
    at = up;
  }
  parents.set(root, root);
  return root;
}

function toGroup(members: readonly NearMember[]): NearGroup {
  const score = members.reduce((best, member) => Math.max(best, member.score), -1);
  return { score, members: members.toSorted((x, y) => compareIds(x.itemId, y.itemId)) };
}

function byScore(x: NearGroup, y: NearGroup): number {
  return y.score - x.score || compareIds(x.members[0]!.itemId, y.members[0]!.itemId);
}

/** Ids are numbers of any length. */
export function compareIds(x: string, y: string): number {
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}
