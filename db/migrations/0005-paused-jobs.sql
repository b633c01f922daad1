-- A paused job waits until somebody resumes it; a running one pauses after its present batch.
alter table jobs add column pause_requested boolean not null default false;
alter table jobs drop constraint jobs_state,
  add constraint jobs_state check (state in ('queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'));
