create extension if not exists vector;

-- Everything that decides where a vector lies, by its digest.
create table embedding_spaces (
  id text primary key,
  dimension integer not null constraint embedding_spaces_dimension_positive check (dimension > 0),
  model_name text not null,
  created_at timestamptz not null default now(),
  constraint embedding_spaces_id_dimension_key unique (id, dimension)
);

create table collections (
  id bigint generated always as identity primary key,
  name text not null constraint collections_name_key unique
    constraint collections_name_pattern check (name ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  description text,
  model_name text not null,
  space_id text not null,
  dimension integer not null,
  created_at timestamptz not null default now(),
  constraint collections_space_fkey foreign key (space_id, dimension) references embedding_spaces (id, dimension),
  constraint collections_id_space_key unique (id, space_id)
);

create table items (
  id bigint generated always as identity primary key,
  collection_id bigint not null constraint items_collection_fkey references collections (id) on delete cascade,
  key text not null,
  text text,
  image_sha256 text,
  image_media_type text,
  image_width integer,
  image_height integer,
  image_size_bytes bigint,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint items_collection_key unique (collection_id, key),
  constraint items_id_collection_key unique (id, collection_id),
  constraint items_image_whole check (num_nulls(image_sha256, image_media_type, image_width, image_height, image_size_bytes) in (0, 5)),
  constraint items_not_empty check (text is not null or image_sha256 is not null)
);

-- One partition per collection, made with the collection: it checks the dimension and has the HNSW index, which needs a
-- fixed one. The composite keys make a vector of another space, or of another collection's item, impossible.
create table item_vectors (
  collection_id bigint not null,
  item_id bigint not null,
  modality text not null constraint item_vectors_modality check (modality in ('image', 'text')),
  space_id text not null,
  embedding vector not null,
  constraint item_vectors_pkey primary key (collection_id, modality, item_id),
  constraint item_vectors_space_fkey foreign key (collection_id, space_id) references collections (id, space_id) on delete cascade,
  constraint item_vectors_item_fkey foreign key (item_id, collection_id) references items (id, collection_id) on delete cascade
) partition by list (collection_id);
