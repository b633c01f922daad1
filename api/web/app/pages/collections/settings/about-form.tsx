import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { Table } from '../../../components/table.tsx';
import {
  type CollectionFactsFragment,
  type MisfitPolicy,
  UpdateCollectionDocument,
  type UpdateCollectionMutation,
} from '../../../generated/operations.ts';
import { JsonField } from '../json-field.tsx';
import { readJsonObject, writeJson } from '../json-text.ts';
import { texts as t } from './texts.ts';

type Updated = NonNullable<UpdateCollectionMutation['updateCollection']>;

const policies: readonly MisfitPolicy[] = ['REFUSE', 'KEEP'];

/** Description and schema of metadata. */
export function AboutForm({
  collection: { name, description, metadataSchema },
  onSaved,
}: {
  readonly collection: CollectionFactsFragment;
  readonly onSaved: () => void;
}) {
  const [words, setWords] = useState(description ?? '');
  const [json, setJson] = useState(writeJson(metadataSchema));
  const [misfits, setMisfits] = useState<MisfitPolicy>('REFUSE');
  const [updated, setUpdated] = useState<Updated>();
  const schema = readJsonObject(json);
  const save = useAction(async () => {
    setUpdated(undefined);
    const described = words.trim() === '' ? null : words.trim();
    const input = { name, description: described, metadataSchema: schema.value ?? null, misfits };
    const { updateCollection } = await request(UpdateCollectionDocument, { input });
    setUpdated(updateCollection ?? undefined);
    onSaved();
  });
  return (
    <form
      class="card stack"
      aria-label={t('about')}
      onSubmit={(event) => {
        event.preventDefault();
        if (schema.problem === undefined) void save.run();
      }}
    >
      <TextField label={t('description')} value={words} onInput={setWords} />
      <JsonField
        label={t('schema')}
        hint={t('schemaHint')}
        rows={8}
        text={json}
        read={schema}
        onInput={setJson}
      />
      <Select
        label={t('misfits')}
        value={misfits}
        options={policies.map((value) => ({ value, label: t(value) }))}
        onChange={setMisfits}
      />
      <FailureNotice failure={save.failure} />
      {updated !== undefined && <Saved updated={updated} />}
      <div>
        <Button look="primary" type="submit" isBusy={save.isBusy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

function Saved({ updated: { misfitCount, misfits } }: { readonly updated: Updated }) {
  if (misfitCount === 0) return <Notice kind="good">{t('saved')}</Notice>;
  return (
    <>
      <Notice kind="warning" title={t('keptTitle', { count: misfitCount })} />
      <Table
        caption={t('keptTitle', { count: misfitCount })}
        columns={[
          { key: 'key', label: t('key'), cell: ({ key }) => key },
          { key: 'problem', label: t('problem'), cell: ({ problem }) => <span lang="en">{problem}</span> },
        ]}
        rows={misfits}
        keyOf={({ key }) => key}
      />
    </>
  );
}
