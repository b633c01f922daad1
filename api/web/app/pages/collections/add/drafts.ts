import type { Failure } from '../../../client/failure.ts';
import type { Picture } from '../../../client/picture.ts';
import { type ReadJson, readJsonObject } from '../json-text.ts';

/** An item that is being written. */
export interface Draft {
  readonly id: string;
  readonly picture: Picture | undefined;
  readonly key: string;
  readonly text: string;
  readonly json: string;
  /** Why the server did not store it. */
  readonly failure: Failure | undefined;
}

/** More than a person wants to name one by one. */
export const maximumDrafts = 60;

let count = 0;

export const draftOf = (picture: Picture | undefined): Draft => ({
  id: `draft-${++count}`,
  picture,
  key: picture?.name ?? '',
  text: '',
  json: '',
  failure: undefined,
});

export type DraftProblem = 'noKey' | 'sameKey' | 'nothing';

/** What keeps a draft from being sent, besides JSON that cannot be read. */
export function problemOf(draft: Draft, all: readonly Draft[]): DraftProblem | undefined {
  const key = draft.key.trim();
  if (key === '') return 'noKey';
  if (all.some((other) => other.id !== draft.id && other.key.trim() === key)) return 'sameKey';
  return draft.picture === undefined && draft.text.trim() === '' ? 'nothing' : undefined;
}

export const metadataOf = (draft: Draft): ReadJson => readJsonObject(draft.json);
