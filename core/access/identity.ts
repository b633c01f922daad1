import type { Role } from './role.ts';

/** How a caller is known. */
export type IdentityKind =
  /** Whoever reaches a server in open mode. */
  | 'local'
  /** `tuwen` on the server's own machine. */
  | 'command-line'
  /** TUWEN_ADMIN_KEY. */
  | 'admin-key'
  | 'api-key'
  /** A JSON Web Token of the configured issuer. */
  | 'token'
  | 'anonymous';

/** Who calls. */
export interface Identity {
  readonly kind: IdentityKind;
  /** Id of the key, subject of the token, address of an anonymous caller; else the kind. */
  readonly subject: string;
  /** Undefined: may do nothing. */
  readonly role: Role | undefined;
}
