import type { CollectionsQuery } from '../../../generated/operations.ts';
import { texts as t } from '../texts.ts';

/** A link to a collection, with its first pictures. */
export function CollectionCard({
  collection,
}: {
  readonly collection: CollectionsQuery['collections'][number];
}) {
  const { name, description, itemCount, modelName, index, modelChange, items } = collection;
  return (
    <a class="collection-card" href={`/collections/${name}`}>
      <span class="collection-strip" aria-hidden="true">
        {items.nodes.map(({ id, text, image }) => (
          <span key={id} class="tile">
            {image === null ? (
              <span class="tile-words">{text}</span>
            ) : (
              <img src={image.thumbnailUrl} alt="" loading="lazy" decoding="async" />
            )}
          </span>
        ))}
        {items.nodes.length === 0 && <span class="collection-none">{t('noItems')}</span>}
      </span>
      <strong>{name}</strong>
      <span class="soft">{t('items', { count: itemCount })}</span>
      {description !== null && description !== '' && <span class="soft">{description}</span>}
      <span class="row">
        <span class="badge">{modelName}</span>
        <span class="badge">{t(index.kind)}</span>
        {modelChange !== null && (
          <span class="badge accent">{t('changing', { model: modelChange.toModel })}</span>
        )}
      </span>
    </a>
  );
}
