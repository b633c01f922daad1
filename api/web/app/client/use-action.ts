import { useCallback, useState } from 'preact/hooks';
import { asFailure, type Failure, isAbort } from './failure.ts';

export interface Action<Arguments extends readonly unknown[]> {
  /** Runs it, one at a time; true when it succeeded. */
  readonly run: (...given: Arguments) => Promise<boolean>;
  readonly isBusy: boolean;
  /** Of the last run. */
  readonly failure: Failure | undefined;
  readonly forget: () => void;
}

/** Something that a person starts, such as a mutation: busy while it runs, with its failure afterwards. */
export function useAction<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<unknown>,
): Action<Arguments> {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const forget = useCallback(() => setFailure(undefined), []);
  const run = async (...given: Arguments): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setFailure(undefined);
    try {
      await act(...given);
      return true;
    } catch (error) {
      if (!isAbort(error)) setFailure(asFailure(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy, failure, forget };
}
