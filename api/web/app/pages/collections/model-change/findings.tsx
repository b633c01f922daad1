import type { ComponentChildren } from 'preact';
import { Notice } from '../../../components/notice.tsx';
import { Table } from '../../../components/table.tsx';
import type { ModelChangeFragment } from '../../../generated/operations.ts';
import { Overlap } from './overlap.tsx';
import { texts as t } from './texts.ts';

/** What a switch will change or has changed: how far the answers are the same, and what a model cannot read. */
export function Findings({
  change,
  actions,
}: {
  readonly change: ModelChangeFragment;
  /** What can be done about pictures that cannot be read. */
  readonly actions?: ComponentChildren;
}) {
  const { failedCount, overlap, state } = change;
  return (
    <>
      {overlap === null ? (
        <p class="soft">{t('noOverlap')}</p>
      ) : (
        <Overlap overlap={overlap} title={t(state === 'SWITCHED' ? 'overlapSince' : 'overlapTitle')} />
      )}
      {failedCount > 0 && <Failures change={change} actions={actions} />}
    </>
  );
}

function Failures({
  change: { failures, failedCount },
  actions,
}: {
  readonly change: ModelChangeFragment;
  readonly actions: ComponentChildren;
}) {
  const title = t('failuresTitle', { count: failedCount });
  return (
    <>
      <Notice kind="warning" title={title} actions={actions}>
        {failures.length < failedCount && <p>{t('failuresShown', { count: failures.length })}</p>}
      </Notice>
      <Table
        caption={title}
        columns={[
          { key: 'key', label: t('key'), cell: ({ key }) => key },
          { key: 'model', label: t('model'), cell: ({ model }) => model },
          { key: 'reason', label: t('reason'), cell: ({ message }) => <span lang="en">{message}</span> },
          { key: 'code', label: t('code'), cell: ({ code }) => <code>{code}</code> },
        ]}
        rows={failures}
        keyOf={({ key, model, modality }) => `${key} ${model} ${modality}`}
      />
    </>
  );
}
