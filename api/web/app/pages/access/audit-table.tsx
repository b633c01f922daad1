import { type Column, Table } from '../../components/table.tsx';
import type { AuditEntryFactsFragment } from '../../generated/operations.ts';
import { formatInstant } from '../../i18n/texts.ts';
import type { AuditSearch } from './audit-tab.tsx';
import { texts as t } from './texts.ts';

type Entry = AuditEntryFactsFragment;
type Narrow = (changes: Partial<AuditSearch>) => void;

/** Entries of the audit log; pressing an action or an actor looks for more of it. */
export function AuditTable({
  entries,
  onNarrow,
}: {
  readonly entries: readonly Entry[];
  readonly onNarrow: Narrow;
}) {
  return <Table caption={t('audit')} columns={columns(onNarrow)} rows={entries} keyOf={({ id }) => id} />;
}

const columns = (onNarrow: Narrow): readonly Column<Entry>[] => [
  {
    key: 'at',
    label: t('when'),
    cell: ({ at }) => (
      <time dateTime={at} class="when">
        {formatInstant(at)}
      </time>
    ),
  },
  { key: 'actor', label: t('actor'), cell: (entry) => <Actor entry={entry} onNarrow={onNarrow} /> },
  {
    key: 'action',
    label: t('what'),
    cell: ({ action }) => (
      <button
        type="button"
        class="narrow-by"
        title={t('onlyAction', { action })}
        onClick={() => onNarrow({ action })}
      >
        <code>{action}</code>
      </button>
    ),
  },
  {
    key: 'outcome',
    label: t('result'),
    cell: ({ outcome }) => <span class={`badge ${outcome === 'OK' ? 'good' : 'bad'}`}>{outcome}</span>,
  },
  { key: 'details', label: t('details'), cell: (entry) => <Details entry={entry} /> },
];

function Actor({
  entry: { actor, actorKind, role },
  onNarrow,
}: {
  readonly entry: Entry;
  readonly onNarrow: Narrow;
}) {
  return (
    <>
      <button
        type="button"
        class="narrow-by"
        title={t('onlyActor', { actor })}
        onClick={() => onNarrow({ actor })}
      >
        <code>{actor}</code>
      </button>
      <small class="soft by">
        {t(actorKind)}
        {role !== null && ` · ${t(role)}`}
      </small>
    </>
  );
}

function Details({ entry: { arguments: given, requestId } }: { readonly entry: Entry }) {
  return (
    <details class="audit-details">
      <summary>{t('arguments')}</summary>
      <pre>{JSON.stringify(given, null, 2)}</pre>
      {requestId !== null && <small class="soft">{t('request', { id: requestId })}</small>}
    </details>
  );
}
