import type {
  ImageInput,
  SearchInput,
  VectorSearchInput,
  WeightedInput,
} from '../../generated/operations.ts';
import { type Mode, modes, type Part, type SearchState } from './search-state.ts';

/** All parts of a search, with what is written in the field as the first one. */
export const allParts = ({ text, parts }: Pick<SearchState, 'text' | 'parts'>): readonly Part[] => [
  ...(text === '' ? [] : [{ kind: 'text', value: text, weight: 1 } as const]),
  ...parts,
];

/** Whether it is more than one thing, or something to move away from. */
export const isMix = (parts: readonly Part[]): boolean =>
  parts.length > 1 || parts.some(({ weight }) => weight < 0);

/** The ways that a search can be answered: words can be looked for as words, alone or beside one other thing. */
export function modesOf({ text, parts }: SearchState): readonly Mode[] {
  if (text === '') return ['vector'];
  if (parts.length === 0) return modes;
  return parts.length === 1 && !isMix(parts) ? ['vector', 'hybrid'] : ['vector'];
}

/** The way that is taken: the chosen one where it can be. */
export const modeOf = (state: SearchState): Mode =>
  modesOf(state).find((mode) => mode === state.mode) ?? 'vector';

/** The query of a state that is a search. */
export function searchInput(state: SearchState, imageById: ReadonlyMap<string, ImageInput>): SearchInput {
  const parts = allParts(state);
  const vector = (part: Part): VectorSearchInput => vectorInput(part, imageById);
  const [only] = parts;
  const mode = modeOf(state);
  if (mode === 'keywords') return { keywords: state.text };
  if (mode === 'hybrid') {
    const [other] = state.parts;
    return { hybrid: { keywords: state.text, ...(other === undefined ? {} : { by: vector(other) }) } };
  }
  if (only !== undefined && !isMix(parts)) return vector(only);
  const mix: WeightedInput[] = parts.map((part) => ({ query: vector(part), weight: part.weight }));
  return { mix };
}

function vectorInput({ kind, value }: Part, imageById: ReadonlyMap<string, ImageInput>): VectorSearchInput {
  if (kind === 'text') return { text: value };
  if (kind === 'item') return { itemId: value };
  const image = imageById.get(value);
  if (image === undefined) throw new RangeError(`picture ${value} was not sent`);
  return { image };
}
