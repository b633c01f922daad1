import type { IdentityKind } from '../../core/access/identity.ts';
import type { Role } from '../../core/access/role.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AuditEntry, AuditFilter, AuditStore, NewAuditEntry } from '../../core/ports/audit-store.ts';
import type { Page } from '../../core/ports/collections.ts';
import type { SqlClient } from '../../db/sql-client.ts';

interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor_kind: IdentityKind;
  readonly actor: string;
  readonly role: Role | null;
  readonly action: string;
  readonly arguments: JsonObject;
  readonly outcome: string;
  readonly request_id: string | null;
}

const insert = `insert into audit_log (actor_kind, actor, role, action, arguments, outcome, request_id)
  values ($1, $2, $3, $4, $5::text::jsonb, $6, $7)`;
const selectPage = `select id::text, at, actor_kind, actor, role, action, arguments, outcome, request_id
  from audit_log where id < $1::bigint and ($3::text is null or action = $3) and ($4::text is null or actor = $4)
    and ($5::boolean is null or (outcome <> 'OK') = $5)
  order by audit_log.id desc limit $2`;
const deleteOld = 'delete from audit_log where at < $1::timestamptz';

/** The audit log in a table. */
export class PostgresAuditStore implements AuditStore {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async add(entry: NewAuditEntry): Promise<void> {
    const { actorKind, actor, role, action, arguments: given, outcome, requestId } = entry;
    await this.#sql.query(insert, [
      actorKind,
      actor,
      role,
      action,
      JSON.stringify(given),
      outcome,
      requestId,
    ]);
  }

  async list(
    first: number,
    beforeId = '9'.repeat(18),
    { action, actor, hasFailed }: AuditFilter = {},
  ): Promise<Page<AuditEntry>> {
    const filter = [action ?? null, actor ?? null, hasFailed ?? null];
    const rows = await this.#sql.query<AuditRow>(selectPage, [beforeId, first + 1, ...filter]);
    return { nodes: rows.slice(0, first).map(toEntry), hasNextPage: rows.length > first };
  }

  async deleteBefore(at: Date): Promise<void> {
    await this.#sql.query(deleteOld, [at]);
  }
}

function toEntry({ actor_kind: actorKind, request_id: requestId, ...row }: AuditRow): AuditEntry {
  return { ...row, actorKind, requestId };
}
