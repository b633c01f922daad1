import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm, Dialog } from '../../../components/dialog.tsx';
import { Empty, Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import {
  DeleteItemsDocument,
  WholeItemDocument,
  type WholeItemFragment,
} from '../../../generated/operations.ts';
import { ItemFacts } from './item-facts.tsx';
import { ItemForm } from './item-form.tsx';
import { texts as t } from './texts.ts';

export interface ItemDialogProps {
  readonly id: string;
  readonly collection: string;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** All of an item; editors change and delete it here. */
export function ItemDialog({ id, collection, onChanged, onClose }: ItemDialogProps) {
  const { data, failure, reload } = useQuery(WholeItemDocument, { id });
  const item = data?.item;
  return (
    <Dialog title={item?.key ?? t('list')} size="wide" onClose={onClose}>
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading label={t('loading')} />}
      {item === null && <Empty icon="picture" title={t('gone')} />}
      {item != null && (
        <Shown
          item={item}
          collection={collection}
          onSaved={() => {
            reload();
            onChanged();
          }}
          onDeleted={() => {
            onClose();
            onChanged();
          }}
        />
      )}
    </Dialog>
  );
}

function Shown({
  item,
  collection,
  onSaved,
  onDeleted,
}: {
  readonly item: WholeItemFragment;
  readonly collection: string;
  readonly onSaved: () => void;
  readonly onDeleted: () => void;
}) {
  const [mode, setMode] = useState<'look' | 'edit' | 'delete'>('look');
  const back = () => setMode('look');
  return (
    <div class={item.image === null ? 'stack' : 'item-view'}>
      {item.image !== null && (
        <figure class="tile">
          <a href={item.image.url} target="_blank" rel="noopener" aria-label={t('original')}>
            <img src={item.image.thumbnailUrl} alt={item.text ?? item.key} />
          </a>
        </figure>
      )}
      {mode === 'edit' ? (
        <ItemForm
          item={item}
          collection={collection}
          onCancel={back}
          onSaved={() => {
            back();
            onSaved();
          }}
        />
      ) : (
        <div class="stack">
          <ItemFacts item={item} />
          <ItemButtons item={item} onMode={setMode} />
        </div>
      )}
      {mode === 'delete' && (
        <DeleteItem collection={collection} itemKey={item.key} onClose={back} onDeleted={onDeleted} />
      )}
    </div>
  );
}

function ItemButtons({
  item,
  onMode,
}: {
  readonly item: WholeItemFragment;
  readonly onMode: (mode: 'edit' | 'delete') => void;
}) {
  return (
    <div class="row">
      {may('EDITOR') && (
        <>
          <Button onPress={() => onMode('edit')}>{t('edit')}</Button>
          <Button look="danger" icon="trash" onPress={() => onMode('delete')}>
            {t('delete')}
          </Button>
        </>
      )}
      {item.image !== null && (
        <a class="button plain" href={item.image.url} target="_blank" rel="noopener">
          {t('original')}
        </a>
      )}
    </div>
  );
}

function DeleteItem({
  collection,
  itemKey,
  onClose,
  onDeleted,
}: {
  readonly collection: string;
  readonly itemKey: string;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}) {
  const remove = useAction(async () => {
    await request(DeleteItemsDocument, { collection, keys: [itemKey] });
    onDeleted();
  });
  return (
    <Confirm
      title={t('deleteTitle', { key: itemKey })}
      action={t('delete')}
      isBusy={remove.isBusy}
      onConfirm={() => void remove.run()}
      onClose={onClose}
    >
      <p>{t('deleteText')}</p>
      <FailureNotice failure={remove.failure} />
    </Confirm>
  );
}
