import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import { formatError } from '../errors.ts';
import { resolvers } from '../schema/resolvers.ts';
import {
  adaptErrors,
  guardOperations,
  leaveTrail,
  reportErrors,
  tellAllowance,
  tellWhenToRetry,
} from './apollo-plugins.ts';
import { documentRules, parseLimits } from './document-limits.ts';
import type { GuardOperation } from './operation-guard.ts';
import type { RateLimit } from './rate-limit.ts';

/** Apollo Server over our schema, limited, and silent towards Apollo's own services. Not started. */
export async function createGraphqlServer(options: {
  readonly httpServer: Server;
  readonly schemaFile: string;
  readonly log: (message: string, error: unknown) => void;
  /** Makes the guard of the schema that is served, when the server starts. */
  readonly guardOf: (schema: GraphQLSchema) => GuardOperation;
  readonly allowanceOf: RateLimit['allowanceOf'];
}): Promise<ApolloServer<Context>> {
  return new ApolloServer<Context>({
    typeDefs: await readFile(options.schemaFile, 'utf8'),
    resolvers,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // No client of ours asks by digest, and what others store by theirs would be kept in memory.
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: parseLimits,
    maxRecursiveSelections: true,
    validationRules: [...documentRules],
    formatError,
    plugins: [
      // What runs longer than it may has had its time by then.
      ApolloServerPluginDrainHttpServer({ httpServer: options.httpServer, stopGracePeriodMillis: 500 }),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      leaveTrail,
      guardOperations(options.guardOf),
      tellWhenToRetry,
      tellAllowance(options.allowanceOf),
      adaptErrors,
      reportErrors(options.log),
    ],
  });
}
