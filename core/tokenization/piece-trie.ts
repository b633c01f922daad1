/** An entry of the vocabulary. */
export interface Piece {
  /** As the vocabulary has it, with `##`. */
  readonly token: string;
  readonly id: number;
  /** Code units of a word that it covers: without `##`. */
  readonly length: number;
}

interface Node {
  piece: Piece | undefined;
  nodeByCodeUnit: Map<number, Node> | undefined;
}

/** Word pieces by their characters; finds the longest one at a place without cutting the word into substrings. */
export class PieceTrie {
  readonly #root: Node = { piece: undefined, nodeByCodeUnit: undefined };

  /** Makes `characters` stand for a piece. */
  add(characters: string, { token, id }: Pick<Piece, 'token' | 'id'>): void {
    let node = this.#root;
    for (let i = 0; i < characters.length; i++) {
      const unit = characters.charCodeAt(i);
      node.nodeByCodeUnit ??= new Map();
      let next = node.nodeByCodeUnit.get(unit);
      if (next === undefined) {
        next = { piece: undefined, nodeByCodeUnit: undefined };
        node.nodeByCodeUnit.set(unit, next);
      }
      node = next;
    }
    node.piece = { token, id, length: characters.length };
  }

  /**
   * The longest piece that `word` has at code unit `start`. Well-formed pieces end at code points, so a surrogate pair
   * is never cut.
   */
  longestAt(word: string, start: number): Piece | undefined {
    let node = this.#root;
    let longest: Piece | undefined;
    for (let i = start; i < word.length; i++) {
      const next = node.nodeByCodeUnit?.get(word.charCodeAt(i));
      if (next === undefined) break;
      node = next;
      longest = node.piece ?? longest;
    }
    return longest;
  }
}
