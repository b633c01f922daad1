import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Loading } from '../../components/empty.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { ItemDetailDocument, type ItemDetailQuery } from '../../generated/operations.ts';
import { formatBytes, formatInstant } from '../../i18n/texts.ts';
import { HitParts } from './hit-parts.tsx';
import type { Part } from './search-state.ts';
import { texts as t } from './texts.ts';
import type { Hit } from './use-search.ts';

interface ItemDialogProps {
  readonly id: string;
  /** Where it stands in the search; undefined outside of one. */
  readonly hit: Hit | undefined;
  readonly parts: readonly Part[];
  readonly onClose: () => void;
  readonly onSimilar: (id: string) => void;
  readonly onMix: (id: string, weight: number) => void;
}

/** All there is to know of an item, and what can be done with it. */
export function ItemDialog({ id, hit, parts, onClose, onSimilar, onMix }: ItemDialogProps) {
  const { data, failure, reload } = useQuery(ItemDetailDocument, { id });
  const item = data?.item;
  return (
    <Dialog
      title={item?.text ?? item?.key ?? t('details')}
      size="wide"
      onClose={onClose}
      footer={
        item != null && (
          <>
            <Button icon="minus" onPress={() => onMix(id, -1)}>
              {t('excludeItem')}
            </Button>
            <Button icon="plus" onPress={() => onMix(id, 1)}>
              {t('addItem')}
            </Button>
            <Button look="primary" icon="similar" onPress={() => onSimilar(id)}>
              {t('similar')}
            </Button>
          </>
        )
      }
    >
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading />}
      {item === null && <Notice kind="warning" title={t('gone')} />}
      {item != null && (
        <div class="item-detail">
          <ItemPicture item={item} />
          <div class="stack">
            <ItemFacts item={item} />
            {hit !== undefined && <HitParts hit={hit} parts={parts} />}
          </div>
        </div>
      )}
    </Dialog>
  );
}

type Item = NonNullable<ItemDetailQuery['item']>;

function ItemPicture({ item: { image, text, key } }: { readonly item: Item }) {
  if (image === null) return null;
  return (
    <figure class="stack">
      <div class="tile">
        <img src={image.thumbnailUrl} alt={text ?? key} />
      </div>
      <a href={image.url} target="_blank" rel="noreferrer">
        {t('original')}
      </a>
    </figure>
  );
}

function ItemFacts({ item }: { readonly item: Item }) {
  const { image, metadata } = item;
  const fields = Object.entries(metadata);
  return (
    <dl class="facts">
      <dt>{t('key')}</dt>
      <dd>
        <code>{item.key}</code>
      </dd>
      {fields.map(([field, value]) => (
        <MetadataFact key={field} field={field} value={value} />
      ))}
      {fields.length === 0 && (
        <>
          <dt>{t('metadata')}</dt>
          <dd>{t('noMetadata')}</dd>
        </>
      )}
      {image !== null && (
        <>
          <dt>{t('size')}</dt>
          <dd>
            {t('pixels', { width: image.width, height: image.height, bytes: formatBytes(image.sizeBytes) })}
          </dd>
        </>
      )}
      <dt>{t('added')}</dt>
      <dd>{formatInstant(item.createdAt)}</dd>
      {item.updatedAt !== item.createdAt && (
        <>
          <dt>{t('changed')}</dt>
          <dd>{formatInstant(item.updatedAt)}</dd>
        </>
      )}
    </dl>
  );
}

function MetadataFact({ field, value }: { readonly field: string; readonly value: unknown }) {
  return (
    <>
      <dt>{field}</dt>
      <dd>{written(value)}</dd>
    </>
  );
}

function written(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('、');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
