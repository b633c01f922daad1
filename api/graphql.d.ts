import 'graphql';

declare module 'graphql' {
  interface GraphQLErrorExtensions {
    /** Machine-readable reason, see `api/errors.ts`. */
    code?: string;
    /** What the caller can do about it. */
    remedy?: string;
    /** Names, sizes, limits. */
    details?: Readonly<Record<string, unknown>>;
    /** Of an unexpected error: under which it is in the server's log. */
    requestId?: string;
  }
}
