-- JSON Schema that the metadata of new items has to fit; null: none.
alter table collections add column metadata_schema jsonb;
