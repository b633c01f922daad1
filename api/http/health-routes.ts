import type { RequestHandler } from 'express';
import type { Health } from '../../core/health/health-checks.ts';
import type { Lifecycle } from './lifecycle.ts';

/** `GET /healthz`: the process answers, and a new one would do no better. One that is stuck does not answer at all. */
export function healthRoute(health: Health, isOpen: boolean): RequestHandler {
  return (_request, response) => {
    const failure = health.failure();
    if (failure === undefined) response.json({ status: 'ok' });
    else response.status(503).json({ status: 'failed', ...(isOpen ? { reason: failure.message } : {}) });
  };
}

/**
 * `GET /readyz`: 503 with what is not as it must be, for strangers with codes alone, and 503 from the moment the server is told
 * to end.
 */
export function readinessRoute(health: Health, isOpen: boolean, lifecycle: Lifecycle): RequestHandler {
  return async (_request, response) => {
    if (lifecycle.phase !== 'serving') {
      response.status(503).json({ status: 'draining' });
      return;
    }
    const found = Object.entries(await health.readiness());
    const isReady = found.every(([, problem]) => problem === undefined);
    const checks = found.map(([name, problem]) => {
      if (problem === undefined) return [name, 'ok'];
      return [name, isOpen ? `${problem.code}: ${problem.message}` : problem.code];
    });
    response
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ok' : 'unavailable', checks: Object.fromEntries(checks) });
  };
}
