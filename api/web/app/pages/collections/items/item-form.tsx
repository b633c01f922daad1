import { useState } from 'preact/hooks';
import type { Picture } from '../../../client/picture.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { PictureField } from '../../../components/picture-field.tsx';
import type { ImageInput, WholeItemFragment } from '../../../generated/operations.ts';
import { storeOne } from '../add/store-items.ts';
import { JsonField } from '../json-field.tsx';
import { readJsonObject, writeJson } from '../json-text.ts';
import { texts as t } from './texts.ts';

/** Changes an item's text, metadata and picture; its key stays. */
export function ItemForm({
  item,
  collection,
  onCancel,
  onSaved,
}: {
  readonly item: WholeItemFragment;
  readonly collection: string;
  readonly onCancel: () => void;
  readonly onSaved: () => void;
}) {
  const [text, setText] = useState(item.text ?? '');
  const [json, setJson] = useState(writeJson(item.metadata));
  const [picture, setPicture] = useState<Picture>();
  const metadata = readJsonObject(json);
  const isNothing = text.trim() === '' && item.image === null && picture === undefined;
  const save = useAction(async () => {
    const kept: ImageInput | null = item.image === null ? null : { itemId: item.id };
    const entry = { key: item.key, text: text.trim() === '' ? null : text, metadata: metadata.value ?? {} };
    if (picture === undefined) await storeOne(collection, { ...entry, image: kept });
    else await picture.use((image) => storeOne(collection, { ...entry, image }));
    onSaved();
  });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (metadata.problem === undefined && !isNothing) void save.run();
      }}
    >
      <TextField
        label={t('text')}
        rows={3}
        value={text}
        onInput={setText}
        error={isNothing ? t('nothingLeft') : undefined}
      />
      <JsonField label={t('metadata')} text={json} read={metadata} onInput={setJson} />
      <div class="row">
        <PictureField
          label={t(item.image === null ? 'picture' : 'otherPicture')}
          isCompact
          onPictures={([given]) => setPicture(given)}
        />
        {picture !== undefined && <span class="soft">{t('newPicture', { name: picture.name })}</span>}
      </div>
      <FailureNotice failure={save.failure} />
      <div class="dialog-foot">
        <Button onPress={onCancel}>{t('cancel')}</Button>
        <Button look="primary" type="submit" isBusy={save.isBusy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
