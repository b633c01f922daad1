import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import {
  type IndexKind,
  type SearchIndexFragment,
  StartIndexBuildDocument,
} from '../../../generated/operations.ts';
import { texts as shared } from '../texts.ts';
import { indexKinds } from './index-kinds.ts';
import { texts as t } from './texts.ts';

const numbers = [
  { key: 'm', min: 4, max: 64 },
  { key: 'efConstruction', min: 16, max: 512 },
  { key: 'efSearch', min: 10, max: 1000 },
] as const;

type Parameter = (typeof numbers)[number]['key'];

/** Kind and parameters of an index to build. */
export function IndexForm({
  collection,
  index,
  onStarted,
}: {
  readonly collection: string;
  readonly index: SearchIndexFragment;
  /** With the id of its job. */
  readonly onStarted: (jobId: string) => void;
}) {
  const [kind, setKind] = useState<IndexKind>(index.kind);
  const [values, setValues] = useState<Readonly<Record<Parameter, string>>>({
    m: String(index.m),
    efConstruction: String(index.efConstruction),
    efSearch: String(index.efSearch),
  });
  const build = useAction(async () => {
    const { m, efConstruction, efSearch } = values;
    const parameters = { m: Number(m), efConstruction: Number(efConstruction), efSearch: Number(efSearch) };
    const wanted = kind === 'EXACT' ? { kind } : { kind, ...parameters };
    const { startIndexBuild } = await request(StartIndexBuildDocument, { collection, index: wanted });
    if (startIndexBuild !== null) onStarted(startIndexBuild.id);
  });
  return (
    <section class="card" aria-label={t('build')}>
      <h2>{t('build')}</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void build.run();
        }}
      >
        <p class="soft">{t('buildLead')}</p>
        <Select
          label={t('kind')}
          hint={shared(`${kind}Hint`)}
          value={kind}
          options={indexKinds.map((value) => ({ value, label: shared(value) }))}
          onChange={setKind}
        />
        {kind !== 'EXACT' && (
          <Numbers values={values} onChange={(key, value) => setValues({ ...values, [key]: value })} />
        )}
        <FailureNotice failure={build.failure} />
        <div>
          <Button look="primary" type="submit" isBusy={build.isBusy}>
            {t('start')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function Numbers({
  values,
  onChange,
}: {
  readonly values: Readonly<Record<Parameter, string>>;
  readonly onChange: (key: Parameter, value: string) => void;
}) {
  return (
    <div class="field-row">
      {numbers.map(({ key, min, max }) => (
        <TextField
          key={key}
          label={t(key)}
          hint={t(`${key}Hint`)}
          type="number"
          isRequired
          min={min}
          max={max}
          value={values[key]}
          onInput={(value) => onChange(key, value)}
        />
      ))}
    </div>
  );
}
