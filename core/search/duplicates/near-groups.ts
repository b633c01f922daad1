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

/** Below every cosine: of an item that is near no other one. */
const none = -2;

/** Groups that pairs make, as they are found; what it keeps grows with the items and not with the pairs. */
export class NearGroups {
  readonly #ids: string[] = [];
  readonly #places = new Map<string, number>();
  /** Place of another item of the group, or its own. */
  readonly #parents: number[] = [];
  readonly #scores: number[] = [];
  #groups: readonly NearGroup[] | undefined;

  /** The number of an item here: 0, 1, … in the order in which they are first named. */
  place(itemId: string): number {
    const known = this.#places.get(itemId);
    if (known !== undefined) return known;
    const place = this.#ids.push(itemId) - 1;
    this.#places.set(itemId, place);
    this.#parents.push(place);
    this.#scores.push(none);
    return place;
  }

  /** Whether a pair with this score, at places `a` and `b`, would change anything. */
  isNews(a: number, b: number, score: number): boolean {
    return score > this.#scores[a]! || score > this.#scores[b]! || this.#rootOf(a) !== this.#rootOf(b);
  }

  add(a: number, b: number, score: number): void {
    if (!this.isNews(a, b, score)) return;
    this.#parents[this.#rootOf(a)] = this.#rootOf(b);
    for (const place of [a, b]) this.#scores[place] = Math.max(score, this.#scores[place]!);
    this.#groups = undefined;
  }

  /** The nearest first, ties by the oldest item. */
  groups(): readonly NearGroup[] {
    this.#groups ??= this.#gather();
    return this.#groups;
  }

  #gather(): readonly NearGroup[] {
    const members = new Map<number, NearMember[]>();
    for (const [place, score] of this.#scores.entries()) {
      if (score === none) continue;
      const root = this.#rootOf(place);
      const group = members.get(root) ?? [];
      group.push({ itemId: this.#ids[place]!, score });
      members.set(root, group);
    }
    return [...members.values()].map(toGroup).sort(byScore);
  }

  #rootOf(place: number): number {
    let root = place;
    while (this.#parents[root] !== root) root = this.#parents[root]!;
    // The next look is short.
    for (let at = place; at !== root; ) {
      const up = this.#parents[at]!;
      this.#parents[at] = root;
      at = up;
    }
    return root;
  }
}

function toGroup(members: readonly NearMember[]): NearGroup {
  const score = members.reduce((best, member) => Math.max(best, member.score), none);
  return { score, members: members.toSorted((x, y) => compareIds(x.itemId, y.itemId)) };
}

function byScore(x: NearGroup, y: NearGroup): number {
  return y.score - x.score || compareIds(x.members[0]!.itemId, y.members[0]!.itemId);
}

/** Ids are numbers of any length. */
export function compareIds(x: string, y: string): number {
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}
