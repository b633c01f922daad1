-- The set of vectors that a collection moves to, or has moved from.
alter table vector_sets
  -- The job that fills it.
  add column change_job_id bigint constraint vector_sets_change_job_fkey references jobs (id) on delete set null,
  -- How far its answers are those of the other set, as measured when it was full.
  add column overlap jsonb;

-- What the set's model cannot read; everything else that an item has, and that has no vector in the set, is missing there.
create table vector_failures (
  set_id bigint not null constraint vector_failures_set_fkey references vector_sets (id) on delete cascade,
  collection_id bigint not null,
  item_id bigint not null,
  modality text not null constraint vector_failures_modality check (modality in ('image', 'text')),
  code text not null,
  message text not null,
  constraint vector_failures_pkey primary key (set_id, item_id, modality),
  constraint vector_failures_item_fkey foreign key (item_id, collection_id) references items (id, collection_id) on delete cascade
);
create index vector_failures_item on vector_failures (item_id);
