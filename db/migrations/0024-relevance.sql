-- How near queries come to what is stored, of one set of vectors (core/search/relevance), and how much has changed since it was estimated.
create table relevance_estimates (
  set_id bigint constraint relevance_estimates_pkey primary key
    constraint relevance_estimates_set_fkey references vector_sets (id) on delete cascade,
  -- Items written or deleted since.
  changed_items bigint not null default 0,
  -- Null until it was estimated.
  estimate jsonb,
  -- The job that estimates it anew, or did so last.
  job_id bigint constraint relevance_estimates_job_fkey references jobs (id) on delete set null
);
