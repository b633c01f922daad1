import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Context, Services } from '../context.ts';
import { formatError, isUnexpected } from '../errors.ts';
import type { ServerOptions } from '../server-options.ts';
import { documentRules, parseLimits } from './document-limits.ts';
import { isOwnName } from './host-guard.ts';
import { requestContext } from './request-context.ts';

const maximumConnections = 100;
const maximumSubscriptions = 10;
const maximumMessageBytes = 64 * 1024;

/** What a server with subscriptions has open. */
export interface SubscriptionServer {
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Subscriptions over graphql-ws at `/graphql`, guarded as HTTP is: in open mode only local names are answered, pages of
 * other origins never are, and documents have the same limits. Queries and mutations stay on HTTP.
 */
export function serveSubscriptions(
  httpServer: Server,
  schema: GraphQLSchema,
  services: Services,
  options: ServerOptions,
): SubscriptionServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maximumMessageBytes });
  const { log = console.error } = options;
  const server = useServer<Record<string, unknown>>(
    {
      schema,
      connectionInitWaitTimeout: 5000,
      context: ({ connectionParams, extra }): Context =>
        requestContext(services, options, {
          requestId: randomUUID(),
          authorization: authorizationOf(connectionParams, extra),
        }),
      onSubscribe: ({ subscriptions }, _id, payload) =>
        Object.keys(subscriptions).length > maximumSubscriptions
          ? [new GraphQLError(`A connection has at most ${maximumSubscriptions} subscriptions.`)]
          : executionOf(schema, payload),
      onNext: (_context, _id, _payload, { contextValue }, result) =>
        result.errors === undefined
          ? undefined
          : {
              ...(result as FormattedExecutionResult),
              errors: told(result.errors, contextValue as Context, log),
            },
      onError: (_context, _id, _payload, errors) => told(errors, undefined, log),
    },
    sockets,
  );
  httpServer.on('upgrade', (request, socket, head) => {
    const status = refusal(request, options, sockets.clients.size);
    if (status !== undefined) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  let closing: Promise<void> | undefined;
  return {
    close: () => {
      closing ??= Promise.resolve(server.dispose());
      return closing;
    },
  };
}

/** Status with which a connection is refused; undefined for one that is welcome. */
function refusal(
  request: IncomingMessage,
  { adminKey, host: ownHost }: ServerOptions,
  open: number,
): string | undefined {
  const { host, origin } = request.headers;
  if (request.url?.replace(/\?.*$/s, '') !== '/graphql') return '404 Not Found';
  if (adminKey === undefined && !isOwnName(ownHost, host)) return '403 Forbidden';
  // Browsers ask nobody before they open a connection to another site; but they say whose page it is.
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host))
    return '403 Forbidden';
  return open >= maximumConnections ? '503 Service Unavailable' : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** Browsers cannot set headers on a connection, so the key may also come with its first message. */
function authorizationOf(
  parameters: Readonly<Record<string, unknown>> | undefined,
  { request }: Extra,
): string | undefined {
  const given = parameters?.['authorization'];
  return typeof given === 'string' ? given : request.headers.authorization;
}

function executionOf(
  schema: GraphQLSchema,
  payload: SubscribePayload,
): ExecutionArgs | readonly GraphQLError[] {
  const { query, operationName, variables } = payload;
  try {
    const document = parse(query, parseLimits);
    const errors = validate(schema, document, [...specifiedRules, ...documentRules]);
    if (errors.length > 0) return errors;
    if (getOperationAST(document, operationName)?.operation !== 'subscription')
      return [new GraphQLError('Only subscriptions are served here. Send queries and mutations over HTTP.')];
    return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Errors as they leave the server; bugs are logged and masked. */
function told(
  errors: readonly (GraphQLError | GraphQLFormattedError)[],
  context: Context | undefined,
  log: (message: string, error: unknown) => void,
): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    if (isUnexpected(error)) log(`subscription ${context?.requestId ?? ''}`, originalOf(error));
    return formatError('toJSON' in error ? error.toJSON() : error, error);
  });
}

function originalOf(error: GraphQLError | GraphQLFormattedError): unknown {
  return 'originalError' in error ? (error.originalError ?? error) : error;
}
