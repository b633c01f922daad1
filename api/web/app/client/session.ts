import { effect, signal } from '@preact/signals';
import { type Role, ViewerDocument, type ViewerQuery } from '../generated/operations.ts';
import { asFailure, type Failure } from './failure.ts';
import { apiKey, keepKey } from './key.ts';
import { isReachable, refusals, request } from './request.ts';

export interface Session {
  /** `asking`: the server has not yet said who this is; `closed`: it asks for a key. */
  readonly state: 'asking' | 'open' | 'closed';
  readonly viewer: ViewerQuery['viewer'] | undefined;
  /** Why a given key did not do, or why the server could not be asked. */
  readonly failure: Failure | undefined;
  /** Grows with each sign-in and each return of the server, so that questions are asked anew. */
  readonly visit: number;
}

export const session = signal<Session>({ state: 'asking', viewer: undefined, failure: undefined, visit: 0 });

/** Asks the server who this is. */
export async function askSession(): Promise<void> {
  try {
    const { viewer } = await request(ViewerDocument, {});
    session.value = { state: 'open', viewer, failure: undefined, visit: session.value.visit + 1 };
  } catch (error) {
    const failure = asFailure(error);
    const isRefused = failure.code === 'UNAUTHENTICATED' || failure.code === 'FORBIDDEN';
    const { visit, state } = session.value;
    session.value = {
      state: isRefused ? 'closed' : state,
      viewer: isRefused ? undefined : session.value.viewer,
      // Without a key there is nothing to complain about: the form asks for one.
      failure: isRefused && apiKey.value === undefined ? undefined : failure,
      visit,
    };
  }
}

/** Uses a key from now on. @returns whether the server knows it */
export async function signIn(key: string): Promise<boolean> {
  const before = apiKey.value;
  keepKey(key);
  await askSession();
  if (session.value.failure === undefined) return true;
  keepKey(before);
  return false;
}

export async function signOut(): Promise<void> {
  keepKey(undefined);
  await askSession();
}

const ranks: Readonly<Record<Role, number>> = { READER: 0, EDITOR: 1, ADMIN: 2 };

/** Whether the caller's role is enough; what it is not enough for is not offered. */
export function may(role: Role): boolean {
  const { viewer } = session.value;
  return viewer != null && ranks[viewer.role] >= ranks[role];
}

/** A key that was good can be revoked or expire: the next refusal asks for another one. */
export function watchRefusals(): void {
  effect(() => {
    if (refusals.value === 0 || session.peek().state !== 'open') return;
    session.value = { ...session.peek(), state: 'closed', viewer: undefined };
  });
}

const retryMs = 3000;

/** While the server does not answer, asks until it does. */
export function watchServer(): void {
  effect(() => {
    if (isReachable.value) return;
    const timer = setInterval(() => void askSession(), retryMs);
    return () => clearInterval(timer);
  });
}
