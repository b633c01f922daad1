-- Data sets by name. The files stay where they are; `source` says where, as core/ports/dataset-registry.ts has it.
create table datasets (
  name text constraint datasets_pkey primary key
    constraint datasets_name_pattern check (name ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  source jsonb not null,
  created_at timestamptz not null default now()
);
