import type { FoldingKind, TextFolding } from '../ports/tokenizer.ts';
import { dropped, droppedCharacter, foldText } from './basic-tokens.ts';
import { withoutMarks } from './without-marks.ts';

/** A text as a WordPiece tokenizer cuts it, with the way back. */
export interface FoldedText {
  readonly text: string;
  /** Where in the original each code unit comes from. */
  readonly starts: readonly number[];
  /** Where in the original that ends. */
  readonly ends: readonly number[];
  /** What was changed, from left to right. */
  readonly foldings: readonly TextFolding[];
}

/** A character with what is put together with it: neither lower-casing nor decomposing looks across its ends. */
const clusters = new RegExp(`[\\s\\S](?:\\p{M}|${droppedCharacter})*`, 'gu');

/**
 * Folds a text character by character, so that every code unit has a place in the original.
 * @returns undefined where that does not come to the same as the folding of the whole, e.g. for endless runs of marks
 */
export function foldWithPlaces(original: string): FoldedText | undefined {
  const whole = foldText(original);
  const starts: number[] = [];
  const ends: number[] = [];
  const foldings: TextFolding[] = [];
  for (const { 0: before, index: start } of original.matchAll(clusters)) {
    const after = foldText(before);
    const end = start + before.length;
    for (let i = 0; i < after.length; i++) {
      starts.push(start);
      ends.push(end);
    }
    if (after !== before) append(foldings, { start, end, before, after, kinds: kindsOf(before) });
  }
  // A sigma at the end of a word has a form of its own, of the same length.
  return starts.length === whole.length ? { text: whole, starts, ends, foldings } : undefined;
}

function kindsOf(before: string): readonly FoldingKind[] {
  const cleaned = before.replace(dropped, '');
  const lower = cleaned.toLowerCase();
  const decomposed = lower.normalize('NFD');
  const kinds: FoldingKind[] = [];
  if (cleaned !== before) kinds.push('control-characters');
  if (lower !== cleaned) kinds.push('lower-case');
  if (withoutMarks(lower) !== decomposed) kinds.push('accents');
  else if (decomposed !== lower) kinds.push('decomposition');
  return kinds;
}

/** Neighbours that were changed in the same way are one change. */
function append(foldings: TextFolding[], next: TextFolding): void {
  const last = foldings.at(-1);
  if (last === undefined || last.end !== next.start || last.kinds.join() !== next.kinds.join()) {
    foldings.push(next);
    return;
  }
  const { start, kinds } = last;
  const [before, after] = [last.before + next.before, last.after + next.after];
  foldings[foldings.length - 1] = { start, end: next.end, before, after, kinds };
}
