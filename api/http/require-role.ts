import type { RequestHandler } from 'express';
import type { Identity } from '../../core/access/identity.ts';
import { isAtLeast, type Role } from '../../core/access/role.ts';
import { DomainError } from '../../core/errors.ts';
import type { Identify } from './identify.ts';

/**
 * Refuses someone whose role is too low.
 * @throws DomainError UNAUTHENTICATED when nobody knows who it is, FORBIDDEN otherwise
 */
export function requireRole({ kind, role }: Identity, needed: Role, what: string): void {
  if (isAtLeast(role, needed)) return;
  const requires = needed.toUpperCase();
  if (kind === 'anonymous') {
    throw new DomainError('UNAUTHENTICATED', `${what} needs the role ${requires}.`, {
      remedy: 'Send a key as `Authorization: Bearer <key>`.',
      details: { requires },
    });
  }
  throw new DomainError(
    'FORBIDDEN',
    `${what} needs the role ${requires}; yours is ${role?.toUpperCase() ?? 'none'}.`,
    { remedy: 'Ask an administrator for a key with that role.', details: { requires } },
  );
}

/** Strangers use what they know; they do not read the schema. @throws DomainError UNAUTHENTICATED */
export function requireKnown(identity: Identity): void {
  const known = identity.kind === 'anonymous' ? { ...identity, role: undefined } : identity;
  requireRole(known, 'reader', 'The schema');
}

/** Lets a request pass from whoever `check` does not refuse, and keeps who it is. */
export function allowFrom(identify: Identify, check: (identity: Identity) => void): RequestHandler {
  return async (request, response, next) => {
    const identity = await identify(request);
    check(identity);
    response.locals['identity'] = identity;
    next();
  };
}
