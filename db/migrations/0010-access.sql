-- API keys: of the secret only its SHA-256 is here (core/access/api-keys.ts).
create table api_keys (
  id text constraint api_keys_pkey primary key
    constraint api_keys_id_pattern check (id ~ '^[a-z2-7]{8}$'),
  name text not null,
  role text not null constraint api_keys_role_known check (role in ('reader', 'editor', 'admin')),
  secret_sha256 text not null constraint api_keys_secret_sha256_pattern check (secret_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- Who changed what, newest last; rows are only added, and deleted by age (TUWEN_AUDIT_DAYS).
create table audit_log (
  id bigint generated always as identity constraint audit_log_pkey primary key,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor text not null,
  role text,
  action text not null,
  arguments jsonb not null,
  outcome text not null,
  request_id text
);
create index audit_log_at_index on audit_log (at);
