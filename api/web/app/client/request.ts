import { signal } from '@preact/signals';
import type { TypedDocumentString } from '../generated/operations.ts';
import { Failure, failureOf, isAbort, type ServerError } from './failure.ts';
import { authorization } from './key.ts';

/** False from a request that got no answer until one that did. */
export const isReachable = signal(true);

/** Counts refusals for want of a good key; whoever asks for keys listens. */
export const refusals = signal(0);

/**
 * Runs a query or mutation and gives its data.
 * @throws Failure when the server cannot be reached or any field failed
 * @throws DOMException AbortError when `signal` was aborted
 */
export async function request<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  const response = await reach('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization() },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal: signal ?? null,
  });
  const body = (await response.json().catch(ignoreUnlessAbort)) as
    | { readonly data?: Data | null; readonly errors?: readonly ServerError[] }
    | undefined;
  if (body?.data != null && !body.errors?.length) return body.data;
  const failure = failureOf(body?.errors, `HTTP ${response.status} ${response.statusText}`.trim());
  if (failure.code === 'UNAUTHENTICATED') refusals.value++;
  throw failure;
}

/** `fetch` that says which way it failed. @throws Failure NETWORK */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    isReachable.value = true;
    return response;
  } catch (error) {
    if (isAbort(error)) throw error;
    isReachable.value = false;
    throw new Failure('NETWORK', '');
  }
}

/** A body that is no JSON tells nothing; one that was given up is not an answer. */
export function ignoreUnlessAbort(error: unknown): undefined {
  if (isAbort(error)) throw error;
  return undefined;
}
