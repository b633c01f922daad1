import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/dialog.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { DeleteItemsDocument, type DuplicateGroupFragment } from '../../../generated/operations.ts';
import { ItemTile } from '../items/item-tile.tsx';
import { texts as t } from './texts.ts';

export interface GroupProps {
  readonly collection: string;
  readonly group: DuplicateGroupFragment;
  readonly index: number;
  readonly onOpen: (id: string) => void;
  readonly onChanged: () => void;
}

/** Items that look alike, the oldest first. */
export function Group({ collection, group, index, onOpen, onChanged }: GroupProps) {
  const { size, members } = group;
  const score = group.score.toFixed(4);
  const [isAsking, setAsking] = useState(false);
  const hashes = members.map(({ item }) => item.image?.sha256);
  const isRepeated = (sha256: string | undefined): boolean =>
    sha256 !== undefined && hashes.indexOf(sha256) !== hashes.lastIndexOf(sha256);
  const copies = members.filter(
    ({ item }, at) => item.image !== null && hashes.indexOf(item.image.sha256) < at,
  );
  return (
    <section class="card stack" aria-label={t('group', { index: index + 1, size, score })}>
      <div class="row spread">
        <h2>{t('groupTitle', { size, score })}</h2>
        {may('EDITOR') && copies.length > 0 && (
          <Button icon="trash" onPress={() => setAsking(true)}>
            {t('copies')}
          </Button>
        )}
      </div>
      {size > members.length && <p class="hint">{t('shownOf', { count: members.length })}</p>}
      <ul class="group-members">
        {members.map(({ score, item }) => (
          <li key={item.id}>
            <ItemTile
              item={item}
              note={isRepeated(item.image?.sha256) ? t('sameFile') : score.toFixed(4)}
              onOpen={() => onOpen(item.id)}
            />
          </li>
        ))}
      </ul>
      {isAsking && (
        <DeleteCopies
          collection={collection}
          keys={copies.map(({ item }) => item.key)}
          onDeleted={onChanged}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function DeleteCopies({
  collection,
  keys,
  onDeleted,
  onClose,
}: {
  readonly collection: string;
  readonly keys: readonly string[];
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}) {
  const remove = useAction(async () => {
    await request(DeleteItemsDocument, { collection, keys });
    onClose();
    onDeleted();
  });
  return (
    <Confirm
      title={t('copiesTitle', { count: keys.length })}
      action={t('delete', { count: keys.length })}
      isBusy={remove.isBusy}
      onConfirm={() => void remove.run()}
      onClose={onClose}
    >
      <p>{t('copiesText')}</p>
      <ul class="key-list">
        {keys.map((key) => (
          <li key={key}>
            <code>{key}</code>
          </li>
        ))}
      </ul>
      <FailureNotice failure={remove.failure} />
    </Confirm>
  );
}
