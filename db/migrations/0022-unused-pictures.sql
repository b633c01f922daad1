-- Pictures that an item had and has no more. The application deletes their files, where no other item has them, some time later.
create table unused_pictures (
  sha256 text constraint unused_pictures_pkey primary key,
  since timestamptz not null default now()
);
create index unused_pictures_since on unused_pictures (since);

create or replace function note_deleted_pictures() returns trigger language plpgsql as $$
begin
  insert into unused_pictures (sha256)
    select distinct image_sha256 from old_items where image_sha256 is not null
    on conflict (sha256) do update set since = now();
  return null;
end $$;
create or replace function note_replaced_pictures() returns trigger language plpgsql as $$
begin
  insert into unused_pictures (sha256)
    select distinct old_items.image_sha256 from old_items join new_items using (id)
    where old_items.image_sha256 is not null and new_items.image_sha256 is distinct from old_items.image_sha256
    on conflict (sha256) do update set since = now();
  return null;
end $$;
create trigger items_deleted after delete on items referencing old table as old_items
  for each statement execute function note_deleted_pictures();
create trigger items_replaced after update on items referencing old table as old_items new table as new_items
  for each statement execute function note_replaced_pictures();
