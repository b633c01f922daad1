import type { RequestHandler } from 'express';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { Identify } from './identify.ts';
import { isSecret } from './is-secret.ts';
import { requireRole } from './require-role.ts';

/** `GET /metrics`, for administrators and for whoever has the token that is good for nothing else. */
export function metricsRoute(
  telemetry: Telemetry,
  identify: Identify,
  token: string | undefined,
): RequestHandler {
  return async (request, response) => {
    const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined || !isSecret(given, token))
      requireRole(await identify(request), 'admin', 'Metrics');
    const { contentType, text } = await telemetry.exposition();
    response.set({ 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
  };
}
