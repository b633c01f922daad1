import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Identity } from '../../core/access/identity.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { Span } from '../../core/ports/tracer.ts';
import { callerOf, type Trail, trailOf } from './trail.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'];
const exactRoutes = ['/graphql', '/healthz', '/readyz', '/metrics', '/schema.graphql', '/graphiql'];
/** Asked again and again by machines. */
const probes = ['/healthz', '/readyz', '/metrics'];

/** Gives every request an id and a trace, and tells of it once it was answered or its client has left. */
export function observeRequests(telemetry: Telemetry, log: Log): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    response.set('x-request-id', requestId);
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const traceparent = request.headers['traceparent'];
    const given = typeof traceparent === 'string' ? traceparent : undefined;
    const route = routeOf(request);
    const begin = (span: Span) => {
      response.locals['trail'] = { requestId, traceId: span.traceId } satisfies Trail;
      response.once('close', () => {
        const durationMs = performance.now() - started;
        tell({ request, response, route, durationMs, telemetry, log });
        span.attributes({ 'http.response.status_code': response.statusCode });
        end();
      });
      span.attributes({ 'http.request.method': request.method, 'http.route': route });
      next();
    };
    telemetry.tracer.root(`${request.method} ${route}`, given, begin, ended);
  };
}

interface Ended {
  readonly request: Request;
  readonly response: Response;
  readonly route: string;
  readonly durationMs: number;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

function tell({ request, response, route, durationMs, telemetry, log }: Ended): void {
  const { operation, code, requestId, traceId } = trailOf(response);
  const hasLeft = !response.writableFinished;
  const status = hasLeft ? 499 : response.statusCode;
  const method = methods.includes(request.method) ? request.method : 'OTHER';
  const receivedBytes = Number(request.headers['content-length'] ?? 0);
  telemetry.request({ method, route, status, durationMs, receivedBytes });
  if (operation !== undefined) {
    telemetry.operation({
      type: operation.type,
      field: operation.field,
      code: code ?? (hasLeft ? 'CANCELLED' : 'OK'),
      durationMs,
    });
  }
  if (code !== undefined) telemetry.refused(code);
  const identity = response.locals['identity'] as Identity | undefined;
  const level = probes.includes(route) ? 'debug' : 'info';
  log[level]('request', {
    requestId,
    traceId,
    method,
    route,
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    operation,
    caller: callerOf(identity),
    outcome: code ?? (hasLeft ? 'CANCELLED' : 'OK'),
  });
}

/** A few patterns: addresses have signatures and keys in them, and there are too many of them to count. */
function routeOf({ path }: Request): string {
  if (exactRoutes.includes(path)) return path;
  const [, first = ''] = path.split('/');
  if (first === 'uploads') return '/uploads/:id';
  if (first === 'images') return '/images/:sha256';
  return first === 'artefacts' ? '/artefacts/:jobId/:name' : 'page';
}
