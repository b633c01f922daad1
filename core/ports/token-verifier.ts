import type { Role } from '../access/role.ts';

/** What a token says that was found to be genuine. */
export interface TokenClaims {
  readonly subject: string;
  /** Undefined when the token names no role of ours. */
  readonly role: Role | undefined;
}

/** Checks tokens that others have issued. */
export interface TokenVerifier {
  /**
   * Undefined when it is not genuine, not for us, or not valid now.
   * @throws DomainError IDENTITY_PROVIDER_UNAVAILABLE when its keys cannot be had
   */
  verify(token: string): Promise<TokenClaims | undefined>;
}
