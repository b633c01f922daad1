import type { IncomingMessage } from 'node:http';
import type { Identity } from '../../core/access/identity.ts';
import { TokenBuckets } from '../../core/access/token-bucket.ts';
import { DomainError } from '../../core/errors.ts';
import type { Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { createAddressOf } from './client-address.ts';
import { isSecret } from './is-secret.ts';

/** Wrong keys and tokens from one address, a minute. */
const failuresPerMinute = 30;

/**
 * Who sent a request with an `Authorization` header; over graphql-ws that may come later than the request. Without one: whoever is on this machine in open mode, nobody else.
 * @throws DomainError UNAUTHENTICATED for a key or token that is not good, RATE_LIMITED after too many of them
 */
export type Identify = (request: IncomingMessage, authorization?: string | undefined) => Promise<Identity>;

export function createIdentify(
  services: Pick<Services, 'apiKeys' | 'tokenVerifier'>,
  options: Pick<ServerOptions, 'adminKey' | 'isOpen' | 'anonymousRole' | 'trustedProxies'>,
): Identify {
  const failures = new TokenBuckets(failuresPerMinute, () => performance.now());
  const { adminKey, isOpen, anonymousRole, trustedProxies = [] } = options;
  const addressOf = createAddressOf(trustedProxies);
  return async (request, authorization = request.headers.authorization) => {
    const address = addressOf(request);
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      if (isOpen) return { kind: 'local', subject: 'local', role: 'admin' };
      return { kind: 'anonymous', subject: address, role: anonymousRole };
    }
    const retryAfterSeconds = failures.waitFor(address, 1);
    if (retryAfterSeconds > 0) throw tooManyFailures(retryAfterSeconds);
    const identity = isSecret(token, adminKey)
      ? ({ kind: 'admin-key', subject: 'admin-key', role: 'admin' } as const)
      : await known(token, services);
    if (identity !== undefined) return identity;
    failures.take(address, 1);
    throw notGood();
  };
}

async function known(
  token: string,
  { apiKeys, tokenVerifier }: Pick<Services, 'apiKeys' | 'tokenVerifier'>,
): Promise<Identity | undefined> {
  const key = await apiKeys.find(token);
  if (key !== undefined) return { kind: 'api-key', subject: key.id, role: key.role };
  const claims = await tokenVerifier.verify(token);
  return claims === undefined ? undefined : { kind: 'token', ...claims };
}

function notGood(): DomainError {
  return new DomainError('UNAUTHENTICATED', 'This key or token is not known, has expired, or was revoked.', {
    remedy: 'Send a good one as `Authorization: Bearer <key>`.',
  });
}

function tooManyFailures(retryAfterSeconds: number): DomainError {
  return new DomainError('RATE_LIMITED', 'Too many wrong keys came from this address.', {
    remedy: `Try again in ${retryAfterSeconds} s.`,
    details: { retryAfterSeconds },
  });
}
