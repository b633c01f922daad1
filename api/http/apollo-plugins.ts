import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { DomainError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { codeOf, forCaller, httpStatusByCode, isUnexpected, retryAfter } from '../errors.ts';
import { describeOperation } from './describe-operation.ts';
import type { GuardOperation } from './operation-guard.ts';
import type { RateLimit } from './rate-limit.ts';
import { rootFields } from './root-fields.ts';

/** Asks the guard before an operation runs. Subscriptions have a way in of their own. */
export function guardOperations(
  guardOf: (schema: GraphQLSchema) => GuardOperation,
): ApolloServerPlugin<Context> {
  let guard: GuardOperation;
  return {
    serverWillStart: async ({ schema }) => {
      guard = guardOf(schema);
    },
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request, contextValue }) => {
        // An unknown operation name never runs; execution answers it.
        if (operation === undefined) return;
        if (operation.operation === 'subscription') {
          throw new GraphQLError('Subscriptions are served over graphql-ws, not over HTTP.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 405 } },
          });
        }
        try {
          const { identity } = contextValue;
          guard({ document, operation, variables: request.variables ?? {}, identity });
        } catch (error) {
          if (operation.operation === 'mutation') await recordAttempt(operation, error, contextValue);
          throw withStatus(error);
        }
      },
    }),
  };
}

/** Whoever is known and tries what is not for them is remembered. */
async function recordAttempt(
  { selectionSet }: OperationDefinitionNode,
  error: unknown,
  { audit, identity: by, requestId }: Context,
): Promise<void> {
  if (!(error instanceof DomainError && error.code === 'FORBIDDEN')) return;
  const [field] = rootFields(selectionSet, () => undefined);
  const action = field?.name.value ?? 'a fragment';
  await audit.record({ by, action, arguments: {}, requestId }, error.code);
}

/** A refusal of the whole request, as an error that tells Apollo its HTTP status. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const http = { status: httpStatusByCode[error.code] };
  return new GraphQLError(error.message, { originalError: error, extensions: { http } });
}

/** Errors leave as their caller may see them. */
export const adaptErrors: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, contextValue: { identity } }) => {
      if (body.kind !== 'single') return;
      const { errors } = body.singleResult;
      if (errors !== undefined) body.singleResult.errors = errors.map((error) => forCaller(error, identity));
    },
  }),
};

/** Leaves the operation, and what came of it, on the trail of its request. */
export const leaveTrail: ApolloServerPlugin<Context> = {
  requestDidStart: async ({ contextValue: { trail } }) => {
    trail.operation = { type: 'invalid', field: 'none' };
    return {
      didResolveOperation: async ({ operation, document }) => {
        if (operation !== undefined) trail.operation = describeOperation(document, operation);
      },
      willSendResponse: async ({ response: { body } }) => {
        const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
        if (error !== undefined) trail.code = codeOf(error);
      },
    };
  },
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

/** Says in every answer how many points its caller has left, so that a client can slow down before it is refused. */
export function tellAllowance(allowanceOf: RateLimit['allowanceOf']): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { http }, contextValue: { identity } }) => {
        const allowance = allowanceOf(identity);
        if (allowance === undefined) return;
        http.headers.set('ratelimit-limit', String(allowance.limit));
        http.headers.set('ratelimit-remaining', String(allowance.remaining));
        http.headers.set('ratelimit-reset', String(allowance.resetSeconds));
      },
    }),
  };
}
