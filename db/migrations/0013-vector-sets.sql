-- All vectors of a collection in one space, and how they are found. A collection has one that is searched, and during a change of
-- model another one.
create table vector_sets (
  id bigint generated always as identity primary key,
  collection_id bigint not null constraint vector_sets_collection_fkey references collections (id) on delete cascade,
  model_name text not null,
  space_id text not null,
  dimension integer not null,
  index_kind text not null constraint vector_sets_index_kind check (index_kind in ('exact', 'hnsw', 'hnsw-half', 'hnsw-binary')),
  index_m integer not null,
  index_ef_construction integer not null,
  index_ef_search integer not null,
  -- The job that builds another index.
  index_job_id bigint constraint vector_sets_index_job_fkey references jobs (id) on delete set null,
  -- As measured last: {"recallAt10": 0.99, "queries": 50, "measuredAt": "…"}.
  index_recall jsonb,
  constraint vector_sets_space_fkey foreign key (space_id, dimension) references embedding_spaces (id, dimension),
  constraint vector_sets_id_collection_key unique (id, collection_id),
  constraint vector_sets_id_space_key unique (id, space_id)
);
create index vector_sets_collection on vector_sets (collection_id);

-- A collection's first set has the collection's number, so that the tables of vectors keep their names.
insert into vector_sets overriding system value
  select id, id, model_name, space_id, dimension, case when dimension > 2000 then 'exact' else 'hnsw' end, 16, 64, 200
  from collections;
select setval(pg_get_serial_sequence('vector_sets', 'id'), greatest(max(id), 1), max(id) is not null) from vector_sets;

alter table collections add column vector_set_id bigint;
update collections set vector_set_id = id;

-- From a partition per collection to one per set of vectors.
alter table item_vectors rename to item_vectors_by_collection;
create table item_vectors (
  set_id bigint not null,
  collection_id bigint not null,
  item_id bigint not null,
  modality text not null,
  space_id text not null,
  embedding vector not null,
  constraint item_vectors_set_pkey primary key (set_id, modality, item_id),
  constraint item_vectors_set_modality check (modality in ('image', 'text')),
  constraint item_vectors_set_fkey foreign key (set_id, collection_id) references vector_sets (id, collection_id) on delete cascade,
  constraint item_vectors_set_space_fkey foreign key (set_id, space_id) references vector_sets (id, space_id) on delete cascade,
  constraint item_vectors_set_item_fkey foreign key (item_id, collection_id) references items (id, collection_id) on delete cascade
) partition by list (set_id);
do $$
declare
  part text;
  set_id bigint;
  kind text;
begin
  -- As an array: the loop over a query would keep the table from being altered.
  foreach set_id in array array(select id from collections) loop
    part := 'item_vectors_' || set_id;
    execute format('alter table item_vectors_by_collection detach partition %I', part);
    execute format('alter table %I drop constraint item_vectors_space_fkey, drop constraint item_vectors_item_fkey,
      drop constraint item_vectors_modality, drop constraint %I, add column set_id bigint not null default %s,
      add constraint item_vectors_set_modality check (modality in (''image'', ''text''))', part, part || '_pkey', set_id);
    execute format('alter table item_vectors attach partition %I for values in (%s)', part, set_id);
    foreach kind in array array['image', 'text'] loop
      execute format('alter index if exists %I rename to %I', part || '_' || kind || '_hnsw', part || '_' || kind || '_hnsw_m16_ef64');
    end loop;
  end loop;
end $$;
drop table item_vectors_by_collection;

-- What the sets say now.
alter table collections
  drop constraint collections_space_fkey, drop constraint collections_id_space_key,
  drop column model_name, drop column space_id, drop column dimension,
  alter column vector_set_id set not null,
  add constraint collections_vector_set_fkey foreign key (vector_set_id, id) references vector_sets (id, collection_id)
    deferrable initially deferred;
