import { DomainError } from './errors.ts';

/** What a promise gives, if it does so in time; what it stands for goes on. @throws DomainError TIMEOUT naming `what` */
export function within<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DomainError('TIMEOUT', `${what} did not answer in ${milliseconds / 1000} s.`)),
      milliseconds,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Asks at most so often, and once for all who ask meanwhile. */
export function remembered<T>(ask: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let last: { readonly answer: Promise<T>; until: number } | undefined;
  return () => {
    if (last !== undefined && performance.now() < last.until) return last.answer;
    const asked = { answer: ask(), until: Number.POSITIVE_INFINITY };
    const settle = () => {
      asked.until = performance.now() + milliseconds;
    };
    asked.answer.then(settle, settle);
    last = asked;
    return asked.answer;
  };
}
