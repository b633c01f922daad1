import type { Express } from 'express';
import { silentLog } from '../../core/ports/log.ts';
import type { Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { bodyTime } from './body-time.ts';
import { healthRoute, readinessRoute } from './health-routes.ts';
import { guardHost } from './host-guard.ts';
import type { Identify } from './identify.ts';
import type { Lifecycle } from './lifecycle.ts';
import { metricsRoute } from './metrics-route.ts';
import { observeRequests } from './observe-requests.ts';
import { securityHeaders } from './security-headers.ts';

interface ProbeParts {
  readonly services: Pick<Services, 'telemetry' | 'health'>;
  readonly options: Pick<ServerOptions, 'host' | 'isOpen' | 'metricsToken' | 'events' | 'bodyMs'>;
  readonly identify: Identify;
  readonly lifecycle: Lifecycle;
}

/** What stands before every route of a server or a worker, and what machines ask: `/healthz`, `/readyz` and `/metrics`. */
export function addProbes(app: Express, { services, options, identify, lifecycle }: ProbeParts): void {
  const { telemetry, health } = services;
  app.disable('x-powered-by');
  app.use(securityHeaders, observeRequests(telemetry, options.events ?? silentLog));
  app.use(lifecycle.guard, bodyTime(options.bodyMs ?? 120_000));
  app.get('/healthz', healthRoute(health, options.isOpen));
  if (options.isOpen) app.use(guardHost(options.host));
  app.get('/readyz', readinessRoute(health, options.isOpen, lifecycle));
  app.get('/metrics', metricsRoute(telemetry, identify, options.metricsToken));
}
