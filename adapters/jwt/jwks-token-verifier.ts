import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isAtLeast, parseRole, type Role } from '../../core/access/role.ts';
import { DomainError } from '../../core/errors.ts';
import type { TokenClaims, TokenVerifier } from '../../core/ports/token-verifier.ts';

export interface JwtOptions {
  /** Address of the issuer's JSON Web Key Set. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Claim with the role or roles; dots lead into objects, e.g. `realm_access.roles`. */
  readonly roleClaim: string;
}

/** Asymmetric ones only: a public key taken for a shared secret would sign anything (RFC 8725, 2.1). */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];
const clockSkewSeconds = 30;

/**
 * JSON Web Tokens of one issuer. Its keys are kept for ten minutes and asked for again when a token names one that is
 * not among them, every 30 seconds at most.
 */
export class JwksTokenVerifier implements TokenVerifier {
  readonly #options: JwtOptions;
  readonly #keys: JWTVerifyGetKey;

  constructor(options: JwtOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(new URL(options.jwksUrl), {
      cooldownDuration: 30_000,
      cacheMaxAge: 600_000,
      timeoutDuration: 5000,
    });
  }

  async verify(token: string): Promise<TokenClaims | undefined> {
    const { issuer, audience, roleClaim } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: clockSkewSeconds,
        requiredClaims: ['sub', 'exp'],
      });
      return { subject: String(payload.sub), role: roleIn(payload, roleClaim) };
    } catch (error) {
      if (isFaultOfToken(error)) return undefined;
      throw unavailable(error);
    }
  }
}

/** The highest of the roles that a claim names. */
function roleIn(payload: JWTPayload, claim: string): Role | undefined {
  let value: unknown = payload;
  // A claim whose own name has dots (`https://example.org/role`) is there as it is.
  for (const name of Object.hasOwn(payload, claim) ? [claim] : claim.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  let highest: Role | undefined;
  for (const name of Array.isArray(value) ? value : [value]) {
    const role = typeof name === 'string' ? parseRole(name) : undefined;
    if (role !== undefined && !(highest !== undefined && isAtLeast(highest, role))) highest = role;
  }
  return highest;
}

/** Of `jose`'s errors, these say that the key set could not be had; so do errors of the network. */
function isFaultOfToken(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  // A key set that answers with another status than 200 has the general code.
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
}

function unavailable(cause: unknown): DomainError {
  return new DomainError('IDENTITY_PROVIDER_UNAVAILABLE', 'The keys of the token’s issuer cannot be had.', {
    remedy: 'Try again shortly; an administrator checks TUWEN_JWKS_URL.',
    details: { retryAfterSeconds: 10 },
    cause,
  });
}
