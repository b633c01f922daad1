import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asFailure, type Failure, isAbort } from './failure.ts';

/** Part of a list, and how to go on. */
export interface PageOf<Entry> {
  readonly entries: readonly Entry[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Entries of a page: few to begin with, for what is seen at once; then as many as the server gives. */
export const sizeOfPage = (after: string | null, firstPage: number): number =>
  after === null ? firstPage : 200;

export interface Pages<Entry> {
  readonly entries: readonly Entry[];
  readonly failure: Failure | undefined;
  /** The first page is awaited; what is there is the older question's. */
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  /** Asks for the next page, if there is one and it was not asked for yet. */
  readonly loadMore: () => void;
  readonly retry: () => void;
}

interface State<Entry> {
  readonly entries: readonly Entry[];
  readonly cursor: string | null;
  readonly hasMore: boolean;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
}

/**
 * A list that is read page by page, from the start again when `question` changes and not before it stood still for
 * `delayMs`. Answers to older questions are dropped. An undefined question has no entries.
 */
export function usePages<Entry>(
  question: string | undefined,
  ask: (after: string | null, signal: AbortSignal) => Promise<PageOf<Entry>>,
  delayMs = 0,
): Pages<Entry> {
  const [state, setState] = useState<State<Entry>>(nothing(question !== undefined));
  const [round, setRound] = useState(0);
  const controller = useRef(new AbortController());
  const isReading = useRef(false);
  /** Of the newest page asked for: a caller may not have seen yet that it has come. */
  const lastCursor = useRef<string | null>(null);
  const read = async (cursor: string | null): Promise<void> => {
    const { signal } = controller.current;
    isReading.current = true;
    lastCursor.current = cursor;
    try {
      const { entries, pageInfo } = await ask(cursor, signal);
      if (signal.aborted) return;
      setState((before) => ({
        entries: cursor === null ? entries : [...before.entries, ...entries],
        cursor: pageInfo.endCursor,
        hasMore: pageInfo.hasNextPage,
        failure: undefined,
        isLoading: false,
      }));
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      const failure = asFailure(error);
      setState((before) =>
        cursor === null ? { ...nothing<Entry>(false), failure } : { ...before, failure, hasMore: false },
      );
    } finally {
      if (!signal.aborted) isReading.current = false;
    }
  };
  // `question` stands for everything that `ask` depends on
  useEffect(() => {
    controller.current.abort();
    controller.current = new AbortController();
    if (question === undefined) return setState(nothing(false));
    setState((before) => ({ ...before, failure: undefined, isLoading: true }));
    isReading.current = true;
    const timer = setTimeout(() => void read(null), delayMs);
    return () => {
      clearTimeout(timer);
      controller.current.abort();
    };
  }, [question, round]);
  const { entries, failure, isLoading, hasMore, cursor } = state;
  const loadMore = (): void => {
    if (hasMore && !isReading.current && cursor !== lastCursor.current) void read(cursor);
  };
  const retry = useCallback(() => setRound((count) => count + 1), []);
  return { entries, failure, isLoading, hasMore, loadMore, retry };
}

const nothing = <Entry>(isLoading: boolean): State<Entry> => ({
  entries: [],
  cursor: null,
  hasMore: false,
  failure: undefined,
  isLoading,
});
