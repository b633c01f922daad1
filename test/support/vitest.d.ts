import 'vitest';

declare module 'vitest' {
  interface Assertion<T> {
    /** Every pair of numbers differs by at most `atol`. */
    toBeAllClose(expected: ArrayLike<number>, tolerance: { atol: number }): T;
  }

  interface ProvidedContext {
    /** Folder of what is made once for all test files. */
    templates: string;
  }
}
