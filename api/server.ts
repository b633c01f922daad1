import { createServer, type RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from './context.ts';
import { createApp } from './http/create-app.ts';
import { createGraphqlServer } from './http/graphql-server.ts';
import { createIdentify } from './http/identify.ts';
import { Lifecycle } from './http/lifecycle.ts';
import { listen } from './http/listen.ts';
import { createOperationGuard } from './http/operation-guard.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { type SubscriptionServer, serveSubscriptions } from './http/subscription-server.ts';
import type { ServerOptions } from './server-options.ts';

export interface RunningServer {
  /** With the port that was really taken, without a slash at its end. */
  readonly url: string;
  /**
   * Says at `/readyz` that it ends, refuses new requests after `drainMs`, closes subscriptions, lets running requests end for
   * `shutdownMs` at most, then resolves.
   */
  close(): Promise<void>;
}

/** Serves GraphQL, subscriptions, uploads, jobs' files, pictures and the web page. @throws DomainError PORT_IN_USE */
export async function startServer(services: Services, options: ServerOptions): Promise<RunningServer> {
  let app: RequestListener | undefined;
  const httpServer = createServer(
    // The time of bodies is limited by route; the longest are uploads of archives. Node looks every 30 s unless told, so that headers could
    // take 40.
    { headersTimeout: 10_000, requestTimeout: 2 * 60 * 60 * 1000, connectionsCheckingInterval: 5_000 },
    (request, response) => {
      app?.(request, response);
    },
  );
  const { schemaFile, log = console.error, timeoutMs = 60_000, idleMs = 60_000 } = options;
  // Whoever does not read an answer holds its memory; a request that is being answered may be silent for as long as it may take.
  httpServer.setTimeout(timeoutMs + idleMs);
  const identify = createIdentify(services, options);
  const { charge, allowanceOf } = createRateLimit(options.pointsPerMinute ?? 0);
  const lifecycle = new Lifecycle();
  let subscriptions: SubscriptionServer | undefined;
  const graphql = await createGraphqlServer({
    httpServer,
    schemaFile,
    log,
    allowanceOf,
    guardOf: (schema) => {
      const guard = createOperationGuard(schema, charge);
      subscriptions = serveSubscriptions(httpServer, schema, {
        services,
        options,
        identify,
        guard,
        lifecycle,
      });
      return guard;
    },
  });
  await graphql.start();
  app = createApp(services, graphql, { ...options, identify, charge, lifecycle });
  const stop = async (): Promise<void> => {
    await endRequests(lifecycle, options, subscriptions);
    await graphql.stop();
  };
  let stopped: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopped ??= stop();
    return stopped;
  };
  try {
    const { host, port } = options;
    return { url: await listen(httpServer, { host, port, variable: 'TUWEN_PORT' }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Settled when nothing runs any more, or has had its time. */
async function endRequests(
  lifecycle: Lifecycle,
  { drainMs = 0, shutdownMs = 30_000 }: ServerOptions,
  subscriptions: SubscriptionServer | undefined,
): Promise<void> {
  lifecycle.drain();
  if (drainMs > 0) await sleep(drainMs);
  const waiting = new AbortController();
  const limit = sleep(shutdownMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.all([Promise.race([lifecycle.close(), limit]), subscriptions?.close()]);
  waiting.abort();
}
