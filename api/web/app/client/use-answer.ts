import { useEffect, useState } from 'preact/hooks';
import { asFailure, type Failure, isAbort } from './failure.ts';

export interface Answer<Data> {
  readonly data: Data | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
}

/**
 * What `ask` resolves to, asked anew when `question` changes and not before it stood still for `delayMs`; answers to
 * older questions are dropped. An undefined question asks nothing and forgets the answer.
 */
export function useAnswer<Data>(
  question: string | undefined,
  ask: (signal: AbortSignal) => Promise<Data>,
  delayMs = 0,
): Answer<Data> {
  const [answer, setAnswer] = useState<Answer<Data>>({
    data: undefined,
    failure: undefined,
    isLoading: question !== undefined,
  });
  // `question` stands for everything that `ask` depends on
  useEffect(() => {
    if (question === undefined) {
      setAnswer({ data: undefined, failure: undefined, isLoading: false });
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    setAnswer(({ data }) => ({ data, failure: undefined, isLoading: true }));
    const timer = setTimeout(() => {
      ask(signal).then(
        (data) => !signal.aborted && setAnswer({ data, failure: undefined, isLoading: false }),
        (error: unknown) => {
          if (isAbort(error) || signal.aborted) return;
          setAnswer({ data: undefined, failure: asFailure(error), isLoading: false });
        },
      );
    }, delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [question, delayMs]);
  return answer;
}
