import { useCallback, useState } from 'preact/hooks';
import type { TypedDocumentString } from '../generated/operations.ts';
import { request } from './request.ts';
import { session } from './session.ts';
import { type Answer, useAnswer } from './use-answer.ts';

export interface QueryState<Data> extends Answer<Data> {
  /** Asks again. */
  readonly reload: () => void;
}

/**
 * Asks when the component appears, when the variables change, and after another sign-in. The newest answer is kept
 * while the next one is awaited. Undefined variables ask nothing.
 */
export function useQuery<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables | undefined,
): QueryState<Data> {
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  const question = variables && JSON.stringify([document.toString(), variables, round, session.value.visit]);
  const answer = useAnswer(question, (signal) => request(document, variables as Variables, signal));
  return { ...answer, reload };
}
