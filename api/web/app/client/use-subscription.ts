import { type Client, createClient } from 'graphql-ws';
import { useEffect, useState } from 'preact/hooks';
import type { TypedDocumentString } from '../generated/operations.ts';
import { asFailure, Failure, failureOf, type ServerError } from './failure.ts';
import { apiKey } from './key.ts';
import { session } from './session.ts';

let open: { readonly client: Client; readonly key: string | undefined } | undefined;

/** One connection for all subscriptions; it opens with the first, and anew with another key. */
function connection(): Client {
  const key = apiKey.value;
  if (open !== undefined && open.key === key) return open.client;
  void open?.client.dispose();
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({
    url: url.href,
    lazyCloseTimeout: 5000,
    retryAttempts: 20,
    shouldRetry: () => true,
    ...(key === undefined ? {} : { connectionParams: { authorization: `Bearer ${key}` } }),
  });
  open = { client, key };
  return client;
}

export interface SubscriptionState<Data> {
  /** The newest event. */
  readonly data: Data | undefined;
  readonly failure: Failure | undefined;
  /** The server has nothing more to say. */
  readonly isOver: boolean;
}

/** Listens while the component is there; undefined variables listen to nothing. */
export function useSubscription<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables | undefined,
): SubscriptionState<Data> {
  const nothing: SubscriptionState<Data> = { data: undefined, failure: undefined, isOver: false };
  const [state, setState] = useState(nothing);
  const question = variables === undefined ? undefined : JSON.stringify(variables);
  const visit = session.value.visit;
  // A new visit listens anew; `nothing` is a constant
  useEffect(() => {
    setState(nothing);
    if (question === undefined) return;
    return connection().subscribe<Data>(
      { query: document.toString(), variables: JSON.parse(question) as Variables },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined) {
            const failure = failureOf(errors as unknown as readonly ServerError[], '');
            setState((before) => ({ ...before, failure }));
          } else if (data != null) setState({ data, failure: undefined, isOver: false });
        },
        error: (error) =>
          setState((before) => ({ ...before, failure: subscriptionFailure(error), isOver: true })),
        complete: () => setState((before) => ({ ...before, isOver: true })),
      },
    );
  }, [document, question, visit]);
  return state;
}

/** graphql-ws gives GraphQL errors, the event of a closed socket, or an error of its own. */
function subscriptionFailure(error: unknown): Failure {
  if (Array.isArray(error)) return failureOf(error as readonly ServerError[], '');
  if (error instanceof CloseEvent) return new Failure(error.reason === '' ? 'NETWORK' : error.reason, '');
  return asFailure(error);
}
