import type { PictureUse, UnusedPicture } from '../../core/ports/picture-use.ts';
import type { SqlClient } from '../../db/sql-client.ts';

const selectUnused = `select unused.sha256, exists (select 1 from items where items.image_sha256 = unused.sha256) as "isUsed"
  from unused_pictures as unused where unused.since < $1 order by unused.since limit $2`;
const deleteUnused = 'delete from unused_pictures where sha256 = any($1::text[]) and since < $2';
const renewUnused = 'update unused_pictures set since = $2 where sha256 = any($1::text[])';

/** A list that triggers on items keep. */
export class PostgresPictureUse implements PictureUse {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
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
