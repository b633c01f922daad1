import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../adapters/files/package-root.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { migrate } from '../../../db/migrate.ts';
import { databases } from '../../support/databases.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const migrations = join(packageRoot, 'db/migrations');

/** A collection as the program made it when each had one partition. */
const oldCollection = `
  insert into embedding_spaces (id, dimension, model_name) values ('s', 2, 'm');
  insert into collections (name, model_name, space_id, dimension) values ('gone', 'm', 's', 2);
  delete from collections;
  insert into collections (name, model_name, space_id, dimension) values ('old', 'm', 's', 2);
  create table item_vectors_2 partition of item_vectors
    (constraint item_vectors_2_dimension check (vector_dims(embedding) = 2)) for values in (2);
  create index item_vectors_2_image_hnsw on item_vectors_2 using hnsw ((embedding::vector(2)) vector_cosine_ops) where modality = 'image';
  insert into items (collection_id, key, text) values (2, 'a', '红'), (2, 'b', '绿');
  insert into item_vectors (collection_id, item_id, modality, space_id, embedding)
    values (2, 1, 'text', 's', '[1,0]'), (2, 2, 'text', 's', '[0,1]');`;

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`vectors from before sets of vectors: ${name}`, () => {
    it('are searched, replaced and deleted as others are', async () => {
      const { sql, close } = await open();
      try {
        await sql.execute('drop schema public cascade; create schema public');
        const before = temporaryFolder();
        cpSync(migrations, before, { recursive: true });
        for (const file of readdirSync(before)) if (file >= '0011') rmSync(join(before, file));
        await migrate(sql, before, '1.0.0');
        await sql.execute(oldCollection);
        await migrate(sql, migrations, '1.0.0');

        const collections = new PostgresCollectionStore(sql);
        const index = new PgvectorIndex(sql);
        const old = (await collections.find('old'))!;
        expect(old).toMatchObject({ spaceId: 's', dimension: 2, vectorSetId: '2', index: { kind: 'hnsw' } });
        const entry = { key: 'b', text: '蓝', image: null, metadata: {} };
        await index.upsert(old, 's', [{ ...entry, vectors: { text: Float32Array.of(-1, 0) } }]);
        const query = { vector: Float32Array.of(1, 0), spaceId: 's', against: 'text', first: 5 } as const;
        const { nodes } = await index.nearest(old, { ...query, excludeItemIds: [], plan: { kind: 'exact' } });
        expect(nodes.map(({ item, score }) => [item.key, score])).toEqual([
          ['a', 1],
          ['b', -1],
        ]);
        const next = { name: 'next', description: null, modelName: 'm', spaceId: 's', dimension: 2 };
        expect((await collections.create(next)).vectorSetId).toBe('3');
        expect(await collections.delete('old')).toBe(true);
        expect(await sql.query('select * from item_vectors')).toEqual([]);
      } finally {
        await close();
      }
    });
  });
}
