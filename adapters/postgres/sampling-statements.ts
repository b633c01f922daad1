/**
 * @file Samples of a collection. They are drawn from the rows of its tables: ids come from one sequence for all collections, and a
 * replaced item uses one up, so that places between the lowest and the highest id would be drawn for the gaps between them.
 */
import type { Collection } from '../../core/ports/collections.ts';
import type { ItemFilter } from '../../core/search/item-filter.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import type { Statement } from './ranking-statements.ts';
import { partitionName, roomForVectors } from './vector-tables.ts';

/**
 * The order in which items are drawn: by a digest of the key, which is as good as chance to whoever chose the keys, and the same for the
 * same keys in whatever order and database they were stored. A sample changes only by the items that come and go.
 */
const drawn = 'md5(items.key) collate "C", items.id';

/** Parameters: modality, count, collection. Items that have such a vector, each with the same chance. */
function sampledIds(vectorSetId: string): string {
  return `select items.id from ${partitionName(vectorSetId)} as vectors
      join items on items.collection_id = $3::bigint and items.id = vectors.item_id
    where vectors.set_id = ${vectorSetId} and vectors.modality = $1 order by ${drawn} limit $2::int`;
}

/** Parameters: modality, count, collection. As an array, whose rows are looked up in the primary key: one by one, no other vector is read. */
export function sampleStatement(vectorSetId: string): string {
  return `select vectors.item_id::text, vectors.embedding::text as embedding from ${partitionName(vectorSetId)} as vectors
      join items on items.collection_id = $3::bigint and items.id = vectors.item_id
    where vectors.set_id = ${vectorSetId} and vectors.modality = $1 and vectors.item_id = any(array(${sampledIds(vectorSetId)}))
    order by ${drawn}`;
}

/** Parameters: modality, count, collection. Of the sampled items of one set those that have such a vector in the other too. */
export function sampleSharedStatement(vectorSetId: string, otherId: string): string {
  return `select items.id::text, items.key from items
    where items.collection_id = $3::bigint and items.id = any(array(${sampledIds(vectorSetId)}))
      and exists (select 1 from ${partitionName(otherId)} where set_id = ${otherId} and modality = $1 and item_id = items.id)
    order by ${drawn}`;
}

/** So many places all over the table of vectors, and from each so many items that follow. */
const sampledPlaces = 50;
const itemsPerPlace = 40;
/** Vectors of a collection all of whose items are looked at. */
const lookedAtWhole = sampledPlaces * itemsPerPlace;
/** Rows of a page of the table that are tried until one is no remainder of a deleted one. */
const triedRows = 8;

/**
 * So many are counted where statistics tell of no more, as in a collection that is being filled. Of more the size of the table tells, with the
 * statistics' vectors a page where there are any: statistics alone stay as they are while a collection grows.
 */
const countedVectors = 20_000;

/**
 * Size and selectivity, in a few milliseconds. Items come from places that are evenly far apart in the table, so that data which came in
 * order does not deceive, and the same in every page of a search.
 */
export function estimateStatement({ id, vectorSetId, dimension }: Collection, filter: ItemFilter): Statement {
  const parameters = new Parameters();
  const passes = filterSql(filter, parameters);
  const table = partitionName(vectorSetId);
  const text = `with size as (
      select pages, case when reltuples >= ${countedVectors} then reltuples * pages / relpages else (
          select case when count(*) < ${countedVectors} then count(*) else ${roomForVectors(vectorSetId, dimension)} end
          from (select 1 from ${table} limit ${countedVectors}) as first_rows
        ) end as vectors
      from pg_class, (select pg_relation_size('${table}') / current_setting('block_size')::int as pages) as file
      where oid = '${table}'::regclass
    ),
    pages as (
      select pages * n / least(pages, ${sampledPlaces}) as page from size, generate_series(0, least(pages, ${sampledPlaces}) - 1) as n
      where vectors > ${lookedAtWhole}
    ),
    places as (
      select 0 as start
      union all
      select (
        select item_id from ${table} where ctid = any(array(
          select format('(%s,%s)', page, line)::tid from generate_series(1, ${triedRows}) as line
        )) limit 1
      ) as start from pages
    ),
    sample as (
      select count(*) as seen, count(*) filter (where ${passes}) as passed
      from size, places cross join lateral (
        select * from items as rows where rows.collection_id = ${id} and rows.id >= places.start
        order by rows.id limit case when size.vectors > ${lookedAtWhole} then ${itemsPerPlace} else ${lookedAtWhole} end
      ) as items
    )
    select size.vectors::float8 as vectors, passed::float8 / greatest(seen, 1) as share, seen::float8 from sample, size`;
  return { text, values: parameters.values };
}
