-- Which items of a collection have a picture, the oldest first.
create index items_image on items (image_sha256, collection_id, id) where image_sha256 is not null;
