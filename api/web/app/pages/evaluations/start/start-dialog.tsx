import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useAction } from '../../../client/use-action.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Checkbox, Select } from '../../../components/field.tsx';
import { ModelSelect } from '../../../components/model-select.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { type DatasetFactsFragment, DatasetsDocument } from '../../../generated/operations.ts';
import { kinds } from '../results.ts';
import { nameOfKind, texts as t } from '../texts.ts';
import { newDraft, type StartDraft, start, wrongTemplates } from './start-draft.ts';
import { TemplateFields } from './template-fields.tsx';

const everything = {};

/** Starts an evaluation and leads to it. */
export function StartDialog({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const [draft, setDraft] = useState<StartDraft>(newDraft);
  const change = (changes: Partial<StartDraft>): void => setDraft({ ...draft, ...changes });
  const { data, failure, reload } = useQuery(DatasetsDocument, everything);
  const fitting = (data?.datasets ?? []).filter((dataset) => isFitting(draft.kind, dataset));
  const dataset = fitting.some(({ name }) => name === draft.dataset) ? draft.dataset : fitting[0]?.name;
  const begin = useAction(async () => {
    const id = await start({ ...draft, dataset });
    onClose();
    route(`/evaluations/${id}`);
  });
  const isReady = dataset !== undefined && wrongTemplates(draft) === undefined;
  return (
    <Dialog
      title={t('start')}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form="start-evaluation"
            isBusy={begin.isBusy}
            isDisabled={!isReady}
          >
            {t('startNow')}
          </Button>
        </>
      }
    >
      <form
        id="start-evaluation"
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void begin.run();
        }}
      >
        <Select
          label={t('kind')}
          hint={t(`about-${draft.kind}`)}
          value={draft.kind}
          options={kinds.map((value) => ({ value, label: nameOfKind(value) }))}
          onChange={(kind) => change({ kind })}
        />
        <FailureNotice failure={failure} onRetry={reload} />
        <DatasetChoice draft={draft} fitting={fitting} isKnown={data !== undefined} change={change} />
        {draft.kind !== 'dataset-check' && <ModelFields draft={draft} change={change} />}
        {draft.kind === 'zero-shot-evaluation' && <TemplateFields draft={draft} change={change} />}
        <Options draft={draft} change={change} />
        <FailureNotice failure={begin.failure} />
      </form>
    </Dialog>
  );
}

function isFitting(kind: StartDraft['kind'], { kind: of, elevater }: DatasetFactsFragment): boolean {
  if (kind === 'retrieval-evaluation') return of === 'RETRIEVAL';
  if (kind === 'zero-shot-evaluation') return of === 'CLASSIFICATION';
  return kind === 'dataset-check' || elevater !== null;
}

interface PartProps {
  readonly draft: StartDraft;
  readonly change: (changes: Partial<StartDraft>) => void;
}

function DatasetChoice({
  draft,
  fitting,
  isKnown,
  change,
}: PartProps & { readonly fitting: readonly DatasetFactsFragment[]; readonly isKnown: boolean }) {
  if (!isKnown) return null;
  if (fitting.length === 0)
    return (
      <Notice kind="warning" title={t('nothingFits')}>
        <p>
          <a href="/evaluations?tab=datasets">{t('registerFirst')}</a>
        </p>
      </Notice>
    );
  if (draft.kind === 'elevater-run')
    return (
      <fieldset class="stack choices">
        <legend>{t('elevaterSets')}</legend>
        {[...namesBySet(fitting)].map(([elevater, names]) => (
          <Checkbox
            key={elevater}
            label={
              names.length === 1 ? elevater : t('registeredTwice', { elevater, names: names.join(', ') })
            }
            isChecked={!draft.leftOut.includes(elevater)}
            onChange={(isChosen) =>
              change({
                leftOut: isChosen
                  ? draft.leftOut.filter((name) => name !== elevater)
                  : [...draft.leftOut, elevater],
              })
            }
          />
        ))}
      </fieldset>
    );
  return (
    <Select
      label={t('dataset')}
      value={draft.dataset ?? fitting[0]?.name ?? ''}
      options={fitting.map(({ name }) => ({ value: name, label: name }))}
      onChange={(dataset) => change({ dataset })}
    />
  );
}

/** Names of the data sets that are registered as each of ELEVATER's sets. */
function namesBySet(datasets: readonly DatasetFactsFragment[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { elevater, name } of datasets)
    if (elevater !== null) names.set(elevater, [...(names.get(elevater) ?? []), name]);
  return names;
}

function ModelFields({ draft, change }: PartProps) {
  return (
    <div class="field-pair">
      <ModelSelect value={draft.model} onChange={(model) => change({ model })} />
      <Select
        label={t('precision')}
        value={draft.precision}
        options={[
          { value: '', label: t('asLoaded') },
          { value: 'FLOAT32', label: 'float32' },
          { value: 'FLOAT16', label: 'float16' },
          { value: 'INT8', label: 'int8' },
        ]}
        onChange={(precision) => change({ precision })}
      />
    </div>
  );
}

function Options({ draft, change }: PartProps) {
  switch (draft.kind) {
    case 'dataset-check':
      return (
        <Checkbox label={t('decode')} isChecked={draft.decode} onChange={(decode) => change({ decode })} />
      );
    case 'elevater-run':
      return (
        <>
          <Select
            label={t('templates')}
            value={draft.prompts}
            options={(['TUWEN', 'CHINESE_CLIP'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(prompts) => change({ prompts })}
          />
          <Checkbox
            label={t('incomplete')}
            isChecked={draft.incomplete}
            onChange={(incomplete) => change({ incomplete })}
          />
        </>
      );
    default:
      return (
        <Checkbox
          label={t('skipUnreadable')}
          isChecked={draft.skipUnreadable}
          onChange={(skipUnreadable) => change({ skipUnreadable })}
        />
      );
  }
}
