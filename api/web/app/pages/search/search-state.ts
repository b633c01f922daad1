import { type Condition, operators } from '../../filter/conditions.ts';

/** What the address of the search page says: everything that is searched for, so that a search can be shared. */
export interface SearchState {
  /** Undefined: the first one there is. */
  readonly collection: string | undefined;
  /** What is written in the field. */
  readonly text: string;
  /** What is mixed with it. */
  readonly parts: readonly Part[];
  readonly mode: Mode;
  readonly against: Against;
  readonly conditions: readonly Condition[];
  /** Item whose details are shown. */
  readonly view: string | undefined;
}

/** One chip: something to search by, with its weight; a negative one moves away. */
export type Part = { readonly weight: number } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'item' | 'file'; readonly value: string }
);

export const modes = ['vector', 'keywords', 'hybrid'] as const;
export type Mode = (typeof modes)[number];
export const againsts = ['IMAGE', 'TEXT'] as const;
export type Against = (typeof againsts)[number];

const kinds = ['text', 'item', 'file'] as const;

export function readState(url: string): SearchState {
  const query = new URL(url, 'http://here').searchParams;
  return {
    collection: query.get('collection') ?? undefined,
    text: query.get('q') ?? '',
    parts: query.getAll('p').flatMap(readPart),
    mode: modes.find((mode) => mode === query.get('mode')) ?? 'vector',
    against: query.get('against') === 'text' ? 'TEXT' : 'IMAGE',
    conditions: query.getAll('f').flatMap(readCondition),
    view: query.get('view') ?? undefined,
  };
}

/** The address of a state; what is as usual is left out. */
export function addressOf(state: SearchState): string {
  const query = new URLSearchParams();
  if (state.text !== '') query.set('q', state.text);
  for (const { weight, kind, value } of state.parts) query.append('p', `${weight}:${kind}:${value}`);
  if (state.mode !== 'vector') query.set('mode', state.mode);
  if (state.against !== 'IMAGE') query.set('against', 'text');
  for (const { field, operator, value } of state.conditions) {
    query.append('f', JSON.stringify([field, operator, value]));
  }
  if (state.collection !== undefined) query.set('collection', state.collection);
  if (state.view !== undefined) query.set('view', state.view);
  const written = query.toString();
  return written === '' ? '/' : `/?${written}`;
}

/** Whether anything is searched for; else everything is shown. */
export const isSearch = ({ text, parts }: SearchState): boolean => text !== '' || parts.length > 0;

function readPart(written: string): readonly Part[] {
  const [, weight, kind, value] = /^(-?[\d.]+):(\w+):(.+)$/su.exec(written) ?? [];
  const known = kinds.find((one) => one === kind);
  const number = Number(weight);
  if (known === undefined || value === undefined || !isWeight(number)) return [];
  return [{ weight: number, kind: known, value }];
}

/** What the server takes as a weight. */
export const isWeight = (weight: number): boolean => weight !== 0 && Math.abs(weight) <= 100;

function readCondition(written: string): readonly Condition[] {
  try {
    const [field, operator, value] = JSON.parse(written) as unknown[];
    const known = Object.values(operators)
      .flat()
      .find((one) => one === operator);
    if (typeof field !== 'string' || known === undefined || typeof value !== 'string') return [];
    return [{ field, operator: known, value }];
  } catch {
    return [];
  }
}
