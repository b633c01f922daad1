import { DomainError } from '../../core/errors.ts';
import type { Dataset, DatasetRegistry } from '../../core/ports/dataset-registry.ts';
import type { SqlClient } from '../../db/sql-client.ts';

interface DatasetRow {
  readonly name: string;
  readonly source: Dataset['source'];
  readonly created_at: Date;
}

const columns = 'name, source, created_at';
const selectAll = `select ${columns} from datasets order by name`;
const selectOne = `select ${columns} from datasets where name = $1`;
const insert = `insert into datasets (name, source) values ($1, $2::jsonb) on conflict do nothing returning ${columns}`;
const remove = 'delete from datasets where name = $1 returning name';

/** Data sets in a table. */
export class PostgresDatasetRegistry implements DatasetRegistry {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async list(): Promise<readonly Dataset[]> {
    return (await this.#sql.query<DatasetRow>(selectAll)).map(toDataset);
  }

  async find(name: string): Promise<Dataset | undefined> {
    return (await this.#sql.query<DatasetRow>(selectOne, [name])).map(toDataset)[0];
  }

  async add(name: string, source: Dataset['source']): Promise<Dataset> {
    const [row] = await this.#sql.query<DatasetRow>(insert, [name, JSON.stringify(source)]);
    if (row !== undefined) return toDataset(row);
    throw new DomainError('ALREADY_EXISTS', `There is already a data set "${name}".`, {
      remedy: 'Choose another name, or remove that one first.',
    });
  }

  async remove(name: string): Promise<boolean> {
    return (await this.#sql.query(remove, [name])).length > 0;
  }
}

function toDataset({ name, source, created_at: createdAt }: DatasetRow): Dataset {
  return { name, source, createdAt };
}
