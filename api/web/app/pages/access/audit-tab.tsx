import { useState } from 'preact/hooks';
import { request } from '../../client/request.ts';
import { session } from '../../client/session.ts';
import { usePages } from '../../client/use-pages.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { Segments, TextField } from '../../components/field.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { AuditLogDocument } from '../../generated/operations.ts';
import { AuditTable } from './audit-table.tsx';
import { texts as t } from './texts.ts';

const pageSize = 50;
/** Typing stops for this long before the server is asked. */
const pauseMs = 300;

const results = ['all', 'succeeded', 'failed'] as const;

/** What is looked for; empty: everything. */
export interface AuditSearch {
  readonly action: string;
  readonly actor: string;
  readonly result: (typeof results)[number];
}

const everything: AuditSearch = { action: '', actor: '', result: 'all' };

/** Who changed what, the newest first. */
export function AuditTab() {
  const [search, setSearch] = useState(everything);
  const change = (changes: Partial<AuditSearch>): void => setSearch({ ...search, ...changes });
  const { entries, failure, isLoading, hasMore, loadMore, retry } = useEntries(search);
  const isFiltered = JSON.stringify(search) !== JSON.stringify(everything);
  const isEmpty = entries.length === 0 && !isLoading && failure === undefined;
  return (
    <div class="stack">
      <AuditFilters search={search} isFiltered={isFiltered} change={change} />
      <FailureNotice failure={failure} onRetry={retry} />
      {isLoading && entries.length === 0 && <Loading />}
      {isEmpty && (
        <Empty icon="info" title={t(isFiltered ? 'noneMatches' : 'noEntries')}>
          {!isFiltered && t('noEntriesText')}
        </Empty>
      )}
      {entries.length > 0 && <AuditTable entries={entries} onNarrow={change} />}
      {hasMore && (
        <div class="row">
          <Button onPress={loadMore}>{t('more')}</Button>
        </div>
      )}
    </div>
  );
}

function AuditFilters({
  search,
  isFiltered,
  change,
}: {
  readonly search: AuditSearch;
  readonly isFiltered: boolean;
  readonly change: (changes: Partial<AuditSearch>) => void;
}) {
  return (
    <div class="audit-filters">
      <TextField
        label={t('action')}
        placeholder={t('actionHint')}
        value={search.action}
        onInput={(action) => change({ action })}
      />
      <TextField
        label={t('actor')}
        placeholder={t('actorHint')}
        value={search.actor}
        onInput={(actor) => change({ actor })}
      />
      <Segments
        label={t('result')}
        value={search.result}
        options={results.map((value) => ({ value, label: t(value) }))}
        onChange={(result) => change({ result })}
      />
      {isFiltered && (
        <Button look="plain" icon="close" onPress={() => change(everything)}>
          {t('clear')}
        </Button>
      )}
    </div>
  );
}

function useEntries(search: AuditSearch) {
  const { action, actor, result } = search;
  const filter = {
    action: action.trim() === '' ? null : action.trim(),
    actor: actor.trim() === '' ? null : actor.trim(),
    hasFailed: result === 'all' ? null : result === 'failed',
  };
  return usePages(
    JSON.stringify([filter, session.value.visit]),
    async (after, signal) => {
      const { auditLog } = await request(AuditLogDocument, { first: pageSize, after, filter }, signal);
      return { entries: auditLog.nodes, pageInfo: auditLog.pageInfo };
    },
    pauseMs,
  );
}
