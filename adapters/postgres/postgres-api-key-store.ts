import type { Role } from '../../core/access/role.ts';
import type { ApiKey, ApiKeyStore, StoredApiKey } from '../../core/ports/api-key-store.ts';
import type { SqlClient } from '../../db/sql-client.ts';

interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly secret_sha256: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

const insert = `insert into api_keys (id, name, role, created_by, expires_at, secret_sha256)
  values ($1, $2, $3, $4, $5::timestamptz, $6) returning *`;
const selectAll = 'select * from api_keys order by created_at desc, id';
const selectOne = 'select * from api_keys where id = $1';
const revoke = 'update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 returning *';
const touch = 'update api_keys set last_used_at = now() where id = $1';

/** API keys in a table. */
export class PostgresApiKeyStore implements ApiKeyStore {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async add(
    { id, name, role, createdBy, expiresAt }: Parameters<ApiKeyStore['add']>[0],
    secretSha256: string,
  ): Promise<ApiKey> {
    const values = [id, name, role, createdBy, expiresAt, secretSha256];
    const [row] = await this.#sql.query<ApiKeyRow>(insert, values);
    return toStored(row!).key;
  }

  async list(): Promise<readonly ApiKey[]> {
    return (await this.#sql.query<ApiKeyRow>(selectAll)).map((row) => toStored(row).key);
  }

  async find(id: string): Promise<StoredApiKey | undefined> {
    return (await this.#sql.query<ApiKeyRow>(selectOne, [id])).map(toStored)[0];
  }

  async revoke(id: string): Promise<ApiKey | undefined> {
    return (await this.#sql.query<ApiKeyRow>(revoke, [id])).map(toStored)[0]?.key;
  }

  async touch(id: string): Promise<void> {
    await this.#sql.query(touch, [id]);
  }
}

function toStored(row: ApiKeyRow): StoredApiKey {
  const { id, name, role, secret_sha256: secretSha256 } = row;
  const key = {
    id,
    name,
    role,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
  return { key, secretSha256 };
}
