import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Context } from '../context.ts';
import { isUnexpected, retryAfter } from '../errors.ts';

/**
 * Refuses every mutation of a caller who may not change things: a new one is guarded without anyone thinking of it.
 * Subscriptions have a way in of their own.
 */
export const guardMutations: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue }) => {
      // An unknown operation name never runs; execution answers it.
      if (operation === undefined || operation.operation === 'query') return;
      if (operation.operation === 'subscription') {
        throw new GraphQLError('Subscriptions are served over graphql-ws, not over HTTP.', {
          extensions: { code: 'BAD_REQUEST', http: { status: 405 } },
        });
      }
      if (contextValue.isAdmin) return;
      throw new GraphQLError('This needs the server’s key. Send it as `Authorization: Bearer <key>`.', {
        extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
      });
    },
  }),
};

/** Logs what is a bug with its stack, under the request id that the caller gets. */
export function reportErrors(log: (message: string, error: unknown) => void): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors.filter(isUnexpected)) {
          error.extensions.requestId = contextValue.requestId;
          log(
            `request ${contextValue.requestId} at ${error.path?.join('.') ?? 'the root'}`,
            error.originalError ?? error,
          );
        }
      },
    }),
  };
}

/** Refused work says when to come again, in the header that clients and proxies know. */
export const tellWhenToRetry: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body, http } }) => {
      if (body.kind !== 'single') return;
      const wait = retryAfter(body.singleResult.errors ?? []);
      if (wait !== undefined) http.headers.set('retry-after', wait);
    },
  }),
};
