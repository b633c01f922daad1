import type { IdentityKind } from '../access/identity.ts';
import type { Role } from '../access/role.ts';
import type { JsonObject } from '../json.ts';
import type { Page } from './collections.ts';

export interface NewAuditEntry {
  readonly actorKind: IdentityKind;
  /** Id of the key, subject of the token. */
  readonly actor: string;
  readonly role: Role | null;
  /** Name of the mutation. */
  readonly action: string;
  /** Without secrets; pictures, vectors and long lists shortened. */
  readonly arguments: JsonObject;
  /** `OK` or the code of the error. */
  readonly outcome: string;
  readonly requestId: string | null;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: string;
  readonly at: Date;
}

/** Which entries; what is left out does not matter. */
export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  /** Those that failed or were refused, or those that did not. */
  readonly hasFailed?: boolean | undefined;
}

/** What was changed; entries are added, read and deleted by age, never changed. */
export interface AuditStore {
  add(entry: NewAuditEntry): Promise<void>;
  /** Newest first; `beforeId`: only older ones than this. */
  list(first: number, beforeId?: string, filter?: AuditFilter): Promise<Page<AuditEntry>>;
  deleteBefore(at: Date): Promise<void>;
}
