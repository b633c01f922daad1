import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { request } from '../../client/request.ts';
import { may, session } from '../../client/session.ts';
import { usePages } from '../../client/use-pages.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { Select } from '../../components/field.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { EvaluationsDocument } from '../../generated/operations.ts';
import { Page } from '../../shell/page.tsx';
import { DatasetsTab } from './datasets/datasets-tab.tsx';
import { type Kind, kinds } from './results.ts';
import { RunTable } from './run-table.tsx';
import { StartDialog } from './start/start-dialog.tsx';
import { nameOfKind, texts as t } from './texts.ts';

/** Evaluations and the data sets that they are made on. */
export function EvaluationsPage() {
  const { query, route } = useLocation();
  const active = query['tab'] === 'datasets' ? 'datasets' : 'runs';
  const [isStarting, setStarting] = useState(false);
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        may('EDITOR') && (
          <Button look="primary" icon="play" onPress={() => setStarting(true)}>
            {t('start')}
          </Button>
        )
      }
    >
      <Tabs
        label={t('title')}
        tabs={[
          { key: 'runs', label: t('runs') },
          { key: 'datasets', label: t('datasets') },
        ]}
        active={active}
        onChange={(key) => route(key === 'runs' ? '/evaluations' : '/evaluations?tab=datasets')}
      >
        {active === 'runs' ? <RunsTab onStart={() => setStarting(true)} /> : <DatasetsTab />}
      </Tabs>
      {isStarting && <StartDialog onClose={() => setStarting(false)} />}
    </Page>
  );
}

const pageSize = 25;

function RunsTab({ onStart }: { readonly onStart: () => void }) {
  const [kind, setKind] = useState<Kind | ''>('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const runs = useRuns(kind === '' ? kinds : [kind]);
  const { entries, failure, isLoading, hasMore } = runs;
  if (failure === undefined && isLoading && entries.length === 0) return <Loading />;
  if (failure === undefined && entries.length === 0 && kind === '')
    return (
      <Empty icon="evaluations" title={t('noRuns')}>
        <p>{t('noRunsText')}</p>
        {may('EDITOR') && (
          <Button icon="play" onPress={onStart}>
            {t('start')}
          </Button>
        )}
      </Empty>
    );
  return (
    <div class="stack">
      <div class="run-tools">
        <Select
          label={t('kind')}
          value={kind}
          options={[
            { value: '', label: t('allKinds') },
            ...kinds.map((value) => ({ value, label: nameOfKind(value) })),
          ]}
          onChange={setKind}
        />
        <CompareLink chosen={chosen} />
      </div>
      <FailureNotice failure={failure} onRetry={runs.retry} />
      {entries.length === 0 ? (
        failure === undefined && <Empty icon="evaluations" title={t('noneOfKind')} />
      ) : (
        <RunTable runs={entries} chosen={chosen} onChoose={setChosen} onEnded={runs.retry} />
      )}
      {hasMore && (
        <div class="row">
          <Button onPress={runs.loadMore}>{t('more')}</Button>
        </div>
      )}
    </div>
  );
}

function useRuns(wanted: readonly Kind[]) {
  const question = JSON.stringify([wanted, session.value.visit]);
  return usePages(question, async (after, signal) => {
    const { jobs } = await request(EvaluationsDocument, { first: pageSize, after, kinds: wanted }, signal);
    return { entries: jobs.nodes, pageInfo: jobs.pageInfo };
  });
}

/** The older one is the baseline. */
function CompareLink({ chosen }: { readonly chosen: readonly string[] }) {
  const { route } = useLocation();
  const [baseline, candidate] = [...chosen].sort((a, b) => Number(a) - Number(b));
  return (
    <div class="row">
      <Button
        icon="similar"
        isDisabled={candidate === undefined}
        onPress={() => route(`/evaluations/${candidate}/against/${baseline}`)}
      >
        {t('compareChosen')}
      </Button>
      <span class="hint" role="status">
        {candidate === undefined ? t('chooseTwo') : t('chosen', { baseline: baseline ?? '', candidate })}
      </span>
    </div>
  );
}
