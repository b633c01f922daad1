import type { Role } from '../access/role.ts';

export interface ApiKey {
  /** Eight characters, the public part of the key. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  /** Kind and subject of whoever made it. */
  readonly createdBy: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To about ten minutes. */
  readonly lastUsedAt: Date | null;
}

export interface StoredApiKey {
  readonly key: ApiKey;
  /** SHA-256 of the secret, hexadecimal. */
  readonly secretSha256: string;
}

/** API keys without their secrets. */
export interface ApiKeyStore {
  add(
    key: Pick<ApiKey, 'id' | 'name' | 'role' | 'createdBy' | 'expiresAt'>,
    secretSha256: string,
  ): Promise<ApiKey>;
  /** Newest first, revoked and expired ones included. */
  list(): Promise<readonly ApiKey[]>;
  find(id: string): Promise<StoredApiKey | undefined>;
  /** Undefined when there is none; a key that is revoked already stays as it is. */
  revoke(id: string): Promise<ApiKey | undefined>;
  /** Notes that a key was used now. */
  touch(id: string): Promise<void>;
}
