import type { RequestHandler } from 'express';
import { sendError } from './error-answers.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Open mode trusts whoever can reach this machine's own address. A web page elsewhere can make its name point there
 * (DNS rebinding), and its browser would then pass; but it says its own name in `Host`, so only ours are answered.
 */
export function guardHost(ownHost: string): RequestHandler {
  const allowed = new Set([...loopbackNames, ownHost.toLowerCase()]);
  return (request, response, next) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (allowed.has(name)) return next();
    sendError(response, 403, 'Without a key this server answers only to its local name.', {
      code: 'FORBIDDEN',
      remedy: 'Set TUWEN_ADMIN_KEY to serve other names.',
    });
  };
}
