import type { ItemRowFragment } from '../../../generated/operations.ts';

export interface ItemTileProps {
  readonly item: Omit<ItemRowFragment, 'id'>;
  /** Below the key. */
  readonly note?: string;
  readonly onOpen: () => void;
}

/** An item as its picture or its words, with its key; a press opens it. */
export function ItemTile({ item: { key, text, image }, note, onOpen }: ItemTileProps) {
  return (
    <button type="button" class="item-tile" onClick={onOpen}>
      <span class="tile">
        {image === null ? (
          <span class="tile-words">{text}</span>
        ) : (
          <img src={image.thumbnailUrl} alt="" loading="lazy" decoding="async" />
        )}
      </span>
      <span class="item-key">{key}</span>
      {note !== undefined && <span class="item-key numeric">{note}</span>}
    </button>
  );
}
