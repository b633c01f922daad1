import type { RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';
import type { Services } from '../context.ts';
import type { Lifecycle } from './lifecycle.ts';

/** `GET /healthz`: the process answers. */
export const healthRoute: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' });
};

/**
 * `GET /readyz`: the default model is loaded (or loads now) and the database answers; 503 with the reasons otherwise, for
 * strangers with their codes alone, and 503 from the moment the server is told to end.
 */
export function readinessRoute(
  { models, collections }: Pick<Services, 'models' | 'collections'>,
  isOpen: boolean,
  log: (message: string, error: unknown) => void,
  lifecycle: Lifecycle,
): RequestHandler {
  const check = async (name: string, probe: () => Promise<unknown>): Promise<string> => {
    try {
      await probe();
      return 'ok';
    } catch (error) {
      if (error instanceof DomainError) return isOpen ? `${error.code}: ${error.message}` : error.code;
      log(`readiness of ${name}`, error);
      return 'INTERNAL_SERVER_ERROR';
    }
  };
  return async (_request, response) => {
    if (lifecycle.phase !== 'serving') {
      response.status(503).json({ status: 'draining' });
      return;
    }
    const [model, database] = await Promise.all([
      check('model', () => models.load()),
      check('database', () => collections.find('readiness-probe')),
    ]);
    const isReady = model === 'ok' && database === 'ok';
    response
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ok' : 'unavailable', checks: { model, database } });
  };
}
