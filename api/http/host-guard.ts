import type { RequestHandler } from 'express';
import { sendError } from './error-answers.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a `Host` header names this machine's own address or the one that the server listens on. */
export function isOwnName(ownHost: string, host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return loopbackNames.includes(name) || name === ownHost.toLowerCase();
}

/**
 * Open mode trusts whoever can reach this machine's own address. A web page elsewhere can make its name point there
 * (DNS rebinding), and its browser would then pass; but it says its own name in `Host`, so only ours are answered.
 */
export function guardHost(ownHost: string): RequestHandler {
  return (request, response, next) => {
    if (isOwnName(ownHost, request.headers.host)) return next();
    sendError(response, 403, 'Without a key this server answers only to its local name.', {
      code: 'FORBIDDEN',
      remedy: 'Set TUWEN_ADMIN_KEY or TUWEN_ACCESS=keys to serve other names.',
    });
  };
}
