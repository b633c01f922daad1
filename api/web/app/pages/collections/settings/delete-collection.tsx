import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/dialog.tsx';
import { TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { type CollectionFactsFragment, DeleteCollectionDocument } from '../../../generated/operations.ts';
import { texts as t } from './texts.ts';

/** Deletes the collection of whoever types its name. */
export function DeleteCollection({
  collection: { name, itemCount },
}: {
  readonly collection: CollectionFactsFragment;
}) {
  const { route } = useLocation();
  const [isAsking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  const remove = useAction(async () => {
    await request(DeleteCollectionDocument, { name });
    route('/collections');
  });
  const confirm = (): void => {
    setChecked(true);
    if (typed === name) void remove.run();
  };
  return (
    <section class="card stack" aria-label={t('dangerTitle')}>
      <h2>{t('dangerTitle')}</h2>
      <p class="soft">{t('dangerText', { count: itemCount })}</p>
      <div>
        <Button look="danger" icon="trash" onPress={() => setAsking(true)}>
          {t('delete')}
        </Button>
      </div>
      {isAsking && (
        <Confirm
          title={t('confirmTitle', { name })}
          action={t('delete')}
          isBusy={remove.isBusy}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          <p>{t('dangerText', { count: itemCount })}</p>
          <TextField
            label={t('confirmLabel', { name })}
            value={typed}
            onInput={setTyped}
            error={isChecked && typed !== name ? t('notTheName') : undefined}
          />
          <FailureNotice failure={remove.failure} />
        </Confirm>
      )}
    </section>
  );
}
