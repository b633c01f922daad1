import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlClient } from '../../db/sql-client.ts';

interface Row {
  readonly key: string;
  readonly sha256: string | null;
  readonly vectors: number;
}

const itemsOf = `select items.key, items.image_sha256 as sha256,
    (select count(*)::integer from item_vectors as vectors
      where vectors.set_id = collections.vector_set_id and vectors.item_id = items.id and vectors.modality = 'image') as vectors
  from items join collections on collections.id = items.collection_id where collections.name = $1`;

/**
 * Counts from the database, not from what a server says: keys that are missing or without their vector or their picture's bytes, and
 * keys and vectors that are there twice.
 * @param told keys of pictures that a client was told are stored
 */
export async function audit(
  sql: SqlClient,
  home: string,
  collection: string,
  told: Iterable<string>,
): Promise<{ readonly lost: number; readonly doubled: number; readonly stored: number }> {
  const rows = await sql.query<Row>(itemsOf, [collection]);
  const whole = new Set<string>();
  const intact = new Map<string, boolean>();
  for (const { key, sha256, vectors } of rows) {
    if (sha256 === null || vectors === 0) continue;
    if (!intact.has(sha256)) intact.set(sha256, await isIntact(home, sha256));
    if (intact.get(sha256)) whole.add(key);
  }
  const lost = [...told].filter((key) => !whole.has(key)).length;
  const twice = rows.length - new Set(rows.map(({ key }) => key)).size;
  const doubled = twice + rows.filter(({ vectors }) => vectors > 1).length;
  return { lost, doubled, stored: rows.length };
}

/** Whether a stored picture is there, with the bytes that its address is the digest of. */
async function isIntact(home: string, sha256: string): Promise<boolean> {
  const path = join(home, 'pictures', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256;
}
