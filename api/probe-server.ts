import { createServer } from 'node:http';
import express from 'express';
import type { Services } from './context.ts';
import { answerErrors, answerNotFound } from './http/error-answers.ts';
import { createIdentify } from './http/identify.ts';
import { Lifecycle } from './http/lifecycle.ts';
import { listen } from './http/listen.ts';
import { addProbes } from './http/probe-routes.ts';
import type { ServerOptions } from './server-options.ts';

/** What tells of a worker. */
export interface ProbeServer {
  /** With the port that was really taken, without a slash at its end. */
  readonly url: string;
  /** Says at `/readyz` from now on that the worker ends. */
  drain(): void;
  close(): Promise<void>;
}

export type ProbeOptions = Pick<
  ServerOptions,
  'host' | 'port' | 'adminKey' | 'isOpen' | 'metricsToken' | 'trustedProxies' | 'log' | 'events'
>;

/** Serves `/healthz`, `/readyz` and `/metrics` of a worker, as a server does, and nothing else. @throws DomainError PORT_IN_USE */
export async function startProbeServer(
  services: Pick<Services, 'telemetry' | 'health' | 'apiKeys' | 'tokenVerifier'>,
  options: ProbeOptions,
): Promise<ProbeServer> {
  const app = express();
  const lifecycle = new Lifecycle();
  addProbes(app, { services, options, lifecycle, identify: createIdentify(services, options) });
  app.use(answerNotFound, answerErrors(options.log ?? console.error));
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, app);
  const { host, port } = options;
  const url = await listen(server, { host, port, variable: 'TUWEN_METRICS_PORT' });
  return {
    url,
    drain: () => lifecycle.drain(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
