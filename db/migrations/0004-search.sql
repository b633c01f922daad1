-- What an item is found by as words (core/search/keyword-terms.ts). Null in rows from before this migration until the
-- application has filled them in, which it does when it opens the database.
alter table items add column terms tsvector;
create index items_terms on items using gin (terms);
create index items_without_terms on items (id) where terms is null;

-- Equality in filters is containment.
create index items_metadata on items using gin (metadata jsonb_path_ops);

-- By collection first: a sample of one collection, and its newest item, are ranges of this index.
alter table items drop constraint items_pkey, add constraint items_pkey primary key (collection_id, id);

-- Metadata fields that a collection's items have, or had, with the types they were seen with.
create table collection_fields (
  collection_id bigint not null constraint collection_fields_collection_fkey references collections (id) on delete cascade,
  path text not null,
  type text not null constraint collection_fields_type check (type in ('text', 'number', 'boolean', 'list', 'object')),
  constraint collection_fields_pkey primary key (collection_id, path, type)
);
