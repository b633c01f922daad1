import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { ModelSelect } from '../../../components/model-select.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { CreateCollectionDocument, type IndexKind } from '../../../generated/operations.ts';
import { JsonField } from '../json-field.tsx';
import { readJsonObject } from '../json-text.ts';
import { indexKinds } from '../search-index/index-kinds.ts';
import { texts as t } from '../texts.ts';

const goodName = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const exampleSchema = '{"type": "object", "properties": {"price": {"type": "number"}}}';

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly kind: IndexKind;
  readonly schema: string;
}

const empty: Draft = { name: '', description: '', model: '', kind: 'HNSW', schema: '' };

/** Makes a collection, and goes to it. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const [draft, setDraft] = useState(empty);
  const [isChecked, setChecked] = useState(false);
  const schema = readJsonObject(draft.schema);
  const create = useAction(async () => {
    const { name, description, model, kind } = draft;
    const input = {
      name,
      description: description.trim() === '' ? null : description.trim(),
      model: model === '' ? null : model,
      index: { kind },
      metadataSchema: schema.value ?? null,
    };
    await request(CreateCollectionDocument, { input });
    onClose();
    route(`/collections/${name}`);
  });
  const isWrong = !goodName.test(draft.name);
  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    if (!isWrong && schema.problem === undefined) void create.run();
  };
  return (
    <Dialog title={t('createTitle')} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Fields
          draft={draft}
          nameError={isWrong && (isChecked || draft.name !== '') ? t('nameWrong') : undefined}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
        <FailureNotice failure={create.failure} />
        <div class="dialog-foot">
          <Button look="primary" type="submit" isBusy={create.isBusy}>
            {t('create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Fields({
  draft,
  nameError,
  onChange,
}: {
  readonly draft: Draft;
  readonly nameError: string | undefined;
  readonly onChange: (change: Partial<Draft>) => void;
}) {
  return (
    <>
      <TextField
        label={t('name')}
        hint={t('nameHint')}
        isRequired
        value={draft.name}
        onInput={(name) => onChange({ name })}
        error={nameError}
      />
      <TextField
        label={t('description')}
        value={draft.description}
        onInput={(description) => onChange({ description })}
      />
      <ModelSelect value={draft.model} onChange={(model) => onChange({ model })} />
      <Select
        label={t('kind')}
        hint={t(`${draft.kind}Hint`)}
        value={draft.kind}
        options={indexKinds.map((value) => ({ value, label: t(value) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <JsonField
        label={t('schema')}
        hint={t('schemaHint')}
        placeholder={exampleSchema}
        rows={5}
        text={draft.schema}
        read={readJsonObject(draft.schema)}
        onInput={(schema) => onChange({ schema })}
      />
    </>
  );
}
