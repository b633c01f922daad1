import type { ComponentChildren } from 'preact';
import { type Column, Table } from '../../components/table.tsx';
import type { EvaluationRowFragment } from '../../generated/operations.ts';
import { formatInstant } from '../../i18n/texts.ts';
import { JobBadge } from '../../jobs/job-badge.tsx';
import { headline } from './headline.ts';
import { LiveState } from './live-state.tsx';
import { datasetOf, modelOf } from './results.ts';
import { nameOfKind, texts as t } from './texts.ts';

/** Rows that are listened to; one connection has ten subscriptions at most. */
const mostLive = 5;

/** Evaluations, newest first; two that can be compared can be chosen. */
export function RunTable({
  runs,
  chosen,
  onChoose,
  onEnded,
}: {
  readonly runs: readonly EvaluationRowFragment[];
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onEnded: () => void;
}) {
  const live = new Set(
    runs
      .filter(({ state }) => state === 'RUNNING' || state === 'QUEUED')
      .slice(-mostLive)
      .map(({ id }) => id),
  );
  const columns: readonly Column<EvaluationRowFragment>[] = [
    { key: 'name', label: t('run'), cell: (run) => <RunName run={run} /> },
    { key: 'model', label: t('model'), cell: (run) => modelOf(run) ?? '–' },
    { key: 'dataset', label: t('dataset'), cell: (run) => <span class="path">{datasetOf(run) ?? '–'}</span> },
    {
      key: 'state',
      label: t('stateAndResult'),
      cell: (run) =>
        live.has(run.id) ? (
          <LiveState id={run.id} onEnded={onEnded} />
        ) : run.state === 'SUCCEEDED' ? (
          <strong class="numeric headline">{headline(run)}</strong>
        ) : (
          <JobBadge state={run.state} />
        ),
    },
    {
      key: 'at',
      label: t('started'),
      cell: ({ createdAt }) => <time dateTime={createdAt}>{formatInstant(createdAt)}</time>,
    },
    {
      key: 'choose',
      label: t('compareColumn'),
      cell: (run) => <Chooser run={run} {...{ runs, chosen, onChoose }} />,
    },
  ];
  return <Table caption={t('runs')} columns={columns} rows={runs} keyOf={({ id }) => id} />;
}

function RunName({ run }: { readonly run: EvaluationRowFragment }): ComponentChildren {
  return (
    <a class="run-name" href={`/evaluations/${run.id}`}>
      {nameOfKind(run.kind)} <span class="soft">#{run.id}</span>
    </a>
  );
}

function Chooser({
  run,
  runs,
  chosen,
  onChoose,
}: {
  readonly run: EvaluationRowFragment;
  readonly runs: readonly EvaluationRowFragment[];
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}) {
  if (!isComparable(run)) return null;
  const isChosen = chosen.includes(run.id);
  const [other] = runs.filter(({ id }) => chosen.includes(id) && id !== run.id);
  const fits = other === undefined || (chosen.length < 2 && sameData(run, other));
  return (
    <input
      type="checkbox"
      class="chooser"
      aria-label={t('choose', { id: run.id })}
      title={fits || isChosen ? undefined : t('otherData')}
      checked={isChosen}
      disabled={!isChosen && !fits}
      onChange={() => onChoose(isChosen ? chosen.filter((id) => id !== run.id) : [...chosen, run.id])}
    />
  );
}

const isComparable = ({ kind, state }: EvaluationRowFragment): boolean =>
  state === 'SUCCEEDED' && (kind === 'retrieval-evaluation' || kind === 'zero-shot-evaluation');

/** Whether two evaluations can be compared: they finished, and had the same files. */
export const sameData = (a: EvaluationRowFragment, b: EvaluationRowFragment): boolean =>
  isComparable(a) &&
  isComparable(b) &&
  a.kind === b.kind &&
  a.result?.['dataFingerprint'] === b.result?.['dataFingerprint'];
