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
import type { ServerOptions as ConnectionOptions, Context, Disposable, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Identity } from '../../core/access/identity.ts';
import { DomainError, type ErrorCode } from '../../core/errors.ts';
import { silentLog } from '../../core/ports/log.ts';
import { readUrl } from '../../core/read-url.ts';
import type { Context as SchemaContext, Services } from '../context.ts';
import { codeOf, forCaller, formatError, isUnexpected } from '../errors.ts';
import type { ServerOptions } from '../server-options.ts';
import { documentRules, parseLimits } from './document-limits.ts';
import { DroppingWebSocket, guardAgainstFloods } from './flood-guard.ts';
import { isOwnName } from './host-guard.ts';
import type { Identify } from './identify.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { GuardOperation } from './operation-guard.ts';
import { requestContext } from './request-context.ts';
import { requireRole } from './require-role.ts';
import { Strangers } from './strangers.ts';
import { subscribeInTime } from './timed-subscription.ts';
import { SubscriptionWatch } from './watch-subscriptions.ts';

const maximumConnections = 100;
/** Of one key, subject of a token or anonymous address. */
const maximumConnectionsOfCaller = 20;
const maximumSubscriptions = 10;
const maximumMessageBytes = 64 * 1024;

/** What a server with subscriptions has open. */
export interface SubscriptionServer {
  /** Ends every connection, as one that may be opened again elsewhere (1001). */
  close(): Promise<void>;
}

/** As HTTP's statuses, in the range for applications. */
const closeCodes: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 4401,
  FORBIDDEN: 4403,
  RATE_LIMITED: 4429,
};
const tryAgainLater = 1013;
/** How often open connections are asked whether their key is still good. */
const askingMs = 5000;
const goodbyeMs = 2000;

/** What a connection keeps. */
interface Connection extends Extra {
  /** Of whoever opened it; asked again before every subscription and event, because keys are revoked and expire. */
  identity?: Identity;
  /** Asks whether the key is still good. */
  asking?: NodeJS.Timeout;
  /** Under whose name it is counted. */
  caller?: string;
}

type ConnectionContext = Context<Record<string, unknown>, Connection>;
type ServerOptionsOfConnections = ConnectionOptions<Record<string, unknown>, Connection>;

export interface SubscriptionParts {
  readonly services: Services;
  readonly options: ServerOptions;
  readonly identify: Identify;
  readonly guard: GuardOperation;
  readonly lifecycle: Lifecycle;
}

/**
 * Subscriptions over graphql-ws at `/graphql`, guarded as HTTP is: in open mode only local names are answered, pages of
 * other origins never are, and callers and documents have the same limits. Queries and mutations stay on HTTP.
 */
export function serveSubscriptions(
  httpServer: Server,
  schema: GraphQLSchema,
  parts: SubscriptionParts,
): SubscriptionServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maximumMessageBytes,
    WebSocket: DroppingWebSocket,
  });
  const strangers = new Strangers(parts.options);
  const server = useServer(handlers(schema, parts, strangers), sockets);
  parts.services.telemetry.read({ websockets: () => sockets.clients.size });
  httpServer.on('upgrade', (request, socket, head) => {
    const status = refusal(request, parts, sockets.clients.size) ?? strangers.refusal(request);
    if (status !== undefined) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (client) => {
      strangers.add(client, request);
      guardAgainstFloods(client);
      sockets.emit('connection', client, request);
      // graphql-ws prints the stack of whatever a client sends wrong; ws has closed the connection by then, and said why.
      client.removeAllListeners('error').on('error', () => undefined);
    });
  });
  let closing: Promise<void> | undefined;
  return {
    close: () => {
      closing ??= goAway(server, sockets);
      return closing;
    },
  };
}

/** A client that does not answer the goodbye is cut off. */
async function goAway(server: Disposable, sockets: WebSocketServer): Promise<void> {
  const timer = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
  }, goodbyeMs);
  await server.dispose();
  clearTimeout(timer);
}

function handlers(
  schema: GraphQLSchema,
  { services, options, identify, guard }: SubscriptionParts,
  strangers: Strangers,
): ServerOptionsOfConnections {
  const { log = console.error } = options;
  const count = countConnections();
  const watch = new SubscriptionWatch(schema, services.telemetry, options.events ?? silentLog);
  const isWelcome = welcome(identify);
  return {
    schema,
    subscribe: subscribeInTime(services.asCaller, options.timeoutMs ?? 60_000),
    connectionInitWaitTimeout: 5000,
    onConnect: async (connection) => {
      if (!(await isWelcome(connection))) return false;
      strangers.delete(connection.extra.socket);
      connection.extra.asking = setInterval(() => void isWelcome(connection, true), askingMs).unref();
      return count.enter(connection.extra);
    },
    onClose: ({ extra }) => {
      clearInterval(extra.asking);
      watch.endAll(extra);
      count.leave(extra);
    },
    context: ({ extra }, id) =>
      requestContext(services, options, { trail: watch.trailOf(extra, id), identity: extra.identity! }),
    onSubscribe: async (connection, id, payload) => {
      // Before anything is waited for: of several that come together the last ones are too many.
      const isTooMany = Object.keys(connection.subscriptions).length > maximumSubscriptions;
      if (!(await isWelcome(connection))) return [];
      const { identity, request } = connection.extra;
      const traceparent = singleHeader(request, 'traceparent');
      watch.begin(connection.extra, id, { query: payload.query, identity, traceparent });
      return isTooMany
        ? [new GraphQLError(`A connection has at most ${maximumSubscriptions} subscriptions.`)]
        : executionOf(schema, payload, guard, connection.extra.identity!);
    },
    onNext: async (connection, id, _payload, { contextValue }, result) => {
      watch.event(connection.extra, id);
      if (!(await isWelcome(connection)) || result.errors === undefined) return undefined;
      const { requestId, identity } = contextValue as SchemaContext;
      const errors = told(result.errors, { requestId, identity, log });
      // Events have data, null where they failed; what has none is a beginning that failed.
      if (!('data' in result)) watch.end(connection.extra, id, codeOf(errors[0]!));
      return { ...(result as FormattedExecutionResult), errors };
    },
    onError: ({ extra }, id, _payload, errors) => {
      const formatted = told(errors, { identity: extra.identity, log });
      watch.end(extra, id, formatted[0] === undefined ? undefined : codeOf(formatted[0]));
      return formatted;
    },
    onComplete: ({ extra }, id) => watch.end(extra, id),
  };
}

/** False when the caller may not be here, or no longer; then the connection is closed. */
function welcome(identify: Identify) {
  return async ({ connectionParams, extra }: ConnectionContext, isAskedAgain = false): Promise<boolean> => {
    try {
      const authorization = authorizationOf(connectionParams, extra);
      extra.identity = await identify(extra.request, authorization);
      requireRole(extra.identity, 'reader', 'GraphQL');
      return true;
    } catch (error) {
      // Whoever was good a moment ago need not go because the database is away.
      if (isAskedAgain && !isOver(error)) return true;
      if (!(error instanceof DomainError)) throw error;
      extra.socket.close(closeCodes[error.code] ?? tryAgainLater, error.code);
      return false;
    }
  };
}

/** Whether a key has expired or was revoked, or its role is gone. */
function isOver(error: unknown): boolean {
  return error instanceof DomainError && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(error.code);
}

/** Keeps one caller from taking all connections. */
function countConnections() {
  const open = new Map<string, number>();
  return {
    enter: (extra: Connection): boolean => {
      const { kind, subject } = extra.identity!;
      const caller = `${kind} ${subject}`;
      const count = (open.get(caller) ?? 0) + 1;
      if (count > maximumConnectionsOfCaller && kind !== 'local') {
        extra.socket.close(closeCodes.RATE_LIMITED, 'RATE_LIMITED');
        return false;
      }
      open.set(caller, count);
      extra.caller = caller;
      return true;
    },
    leave: ({ caller }: Connection): void => {
      if (caller === undefined) return;
      const count = open.get(caller)! - 1;
      if (count > 0) open.set(caller, count);
      else open.delete(caller);
    },
  };
}

/** Status with which a connection is refused; undefined for one that is welcome. */
function refusal(
  request: IncomingMessage,
  { options: { isOpen, host: ownHost }, lifecycle }: SubscriptionParts,
  open: number,
): string | undefined {
  const { host, origin } = request.headers;
  if (request.url?.replace(/\?.*$/s, '') !== '/graphql') return '404 Not Found';
  if (isOpen && !isOwnName(ownHost, host)) return '403 Forbidden';
  // Browsers ask nobody before they open a connection to another site; but they say whose page it is.
  if (origin !== undefined && (readUrl(origin)?.host ?? '') !== host) return '403 Forbidden';
  return open >= maximumConnections || lifecycle.phase !== 'serving' ? '503 Service Unavailable' : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function singleHeader({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
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
  guard: GuardOperation,
  identity: Identity,
): ExecutionArgs | readonly GraphQLError[] {
  const { query, operationName, variables } = payload;
  try {
    const document = parse(query, parseLimits);
    const errors = validate(schema, document, [...specifiedRules, ...documentRules]);
    if (errors.length > 0) return errors;
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'subscription')
      return [new GraphQLError('Only subscriptions are served here. Send queries and mutations over HTTP.')];
    guard({ document, operation, variables: variables ?? {}, identity });
    return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    if (error instanceof DomainError) return [new GraphQLError(error.message, { originalError: error })];
    throw error;
  }
}

/** Errors as they leave the server; bugs are logged and masked. */
function told(
  errors: readonly (GraphQLError | GraphQLFormattedError)[],
  {
    requestId = '',
    identity,
    log,
  }: {
    readonly requestId?: string;
    readonly identity: Identity | undefined;
    readonly log: (message: string, error: unknown) => void;
  },
): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    if (isUnexpected(error)) log(`subscription ${requestId}`, originalOf(error));
    const formatted = formatError('toJSON' in error ? error.toJSON() : error, error);
    return forCaller(formatted, identity);
  });
}

function originalOf(error: GraphQLError | GraphQLFormattedError): unknown {
  return 'originalError' in error ? (error.originalError ?? error) : error;
}
