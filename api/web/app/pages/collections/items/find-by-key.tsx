import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { ItemByKeyDocument } from '../../../generated/operations.ts';
import { texts as t } from './texts.ts';

/** Opens the item that has a key. */
export function FindByKey({
  collection,
  onFound,
}: {
  readonly collection: string;
  readonly onFound: (id: string) => void;
}) {
  const [key, setKey] = useState('');
  const [missed, setMissed] = useState<string>();
  const find = useAction(async () => {
    const { collection: found } = await request(ItemByKeyDocument, { collection, key });
    const item = found?.item ?? undefined;
    setMissed(item === undefined ? key : undefined);
    if (item !== undefined) onFound(item.id);
  });
  return (
    <search aria-label={t('findKey')}>
      <form
        class="find-by-key"
        onSubmit={(event) => {
          event.preventDefault();
          if (key !== '') void find.run();
        }}
      >
        <TextField
          label={t('findKey')}
          isLabelHidden
          type="search"
          placeholder={`${t('findKey')}…`}
          value={key}
          onInput={setKey}
          error={missed === undefined ? undefined : t('noSuchKey', { key: missed })}
        />
        <Button type="submit" icon="search" label={t('find')} isBusy={find.isBusy} />
      </form>
      <FailureNotice failure={find.failure} />
    </search>
  );
}
