-- Work that outlives a request. A worker holds a job by its lease: whoever does not renew it in time has lost the job.
create table jobs (
  id bigint generated always as identity primary key,
  kind text not null,
  state text not null default 'queued'
    constraint jobs_state check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  input jsonb not null,
  progress jsonb,
  checkpoint jsonb,
  result jsonb,
  error_code text,
  error_message text,
  cancel_requested boolean not null default false,
  -- Workers that ended without a word since the last checkpoint.
  crashes integer not null default 0,
  lease uuid,
  lease_until timestamptz,
  -- Counts every change that a reader can see.
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint jobs_lease_whole check ((state = 'running') = (lease is not null) and num_nulls(lease, lease_until) in (0, 2)),
  constraint jobs_error_whole check ((state = 'failed') = (error_code is not null) and num_nulls(error_code, error_message) in (0, 2)),
  constraint jobs_result_whole check ((state = 'succeeded') = (result is not null))
);

create index jobs_open on jobs (id) where state in ('queued', 'running');

-- Files that a finished job has written, under the home folder.
create table job_artefacts (
  job_id bigint not null constraint job_artefacts_job_fkey references jobs (id) on delete cascade,
  name text not null,
  media_type text not null,
  size_bytes bigint not null,
  sha256 text not null,
  path text not null,
  constraint job_artefacts_pkey primary key (job_id, name)
);
