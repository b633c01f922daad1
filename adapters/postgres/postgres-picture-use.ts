import { backupKind } from '../../core/backup/backup-job.ts';
import type { PictureUse, UnusedPicture } from '../../core/ports/picture-use.ts';
import type { SqlClient } from '../../db/sql-client.ts';

const noteUnused = `insert into unused_pictures (sha256) select distinct sha256 from unnest($1::text[]) as sha256 order by sha256
  on conflict (sha256) do nothing`;
const selectUnused = `select unused.sha256, exists (select 1 from items where items.image_sha256 = unused.sha256) as "isUsed"
  from unused_pictures as unused where unused.since < $1 order by unused.since limit $2`;
const deleteUnused = 'delete from unused_pictures where sha256 = any($1::text[]) and since < $2';
const renewUnused = 'update unused_pictures set since = $2 where sha256 = any($1::text[])';

/** Of a transaction in which a backup reads pictures; any number too large for another purpose to hit upon. */
const backupLock = 8_316_514_620;

/** Keeps pictures until the transaction ends, whichever process sweeps. */
export const keepPictures = `select pg_advisory_xact_lock_shared(${backupLock})`;

/** The embedded database is backed up from a copy, whose locks nobody else sees; its job is of the server that sweeps. */
const selectBackup = `select not pg_try_advisory_xact_lock(${backupLock})
  or exists (select 1 from jobs where kind = '${backupKind}' and state = 'running' and lease_until >= now()) as "isGoingOn"`;

/** A list that triggers on items keep, and whoever stores pictures. */
export class PostgresPictureUse implements PictureUse {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async isBeingBackedUp(): Promise<boolean> {
    const [row] = await this.#sql.query<{ isGoingOn: boolean }>(selectBackup);
    return row!.isGoingOn;
  }

  async note(sha256s: readonly string[]): Promise<void> {
    await this.#sql.query(noteUnused, [sha256s]);
  }

  unused(before: Date, limit: number): Promise<readonly UnusedPicture[]> {
    return this.#sql.query<UnusedPicture>(selectUnused, [before, limit]);
  }

  async forget(sha256s: readonly string[], before: Date): Promise<void> {
    await this.#sql.query(deleteUnused, [sha256s, before]);
  }

  async postpone(sha256s: readonly string[], since: Date): Promise<void> {
    await this.#sql.query(renewUnused, [sha256s, since]);
  }
}
