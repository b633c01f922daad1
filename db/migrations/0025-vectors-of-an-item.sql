-- Deleting an item deletes its vectors, wherever they are: by their key, which begins with the set, all of every set would be read for that.
create index item_vectors_item on item_vectors (item_id, modality);
