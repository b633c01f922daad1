import { useState } from 'preact/hooks';
import { may } from '../../../client/session.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { SearchIndexDocument, type SearchIndexFragment } from '../../../generated/operations.ts';
import { formatBytes, formatInstant, formatNumber, formatPercent } from '../../../i18n/texts.ts';
import { hasEnded, JobPanel } from '../../../jobs/job-panel.tsx';
import { RelevanceSection } from '../relevance/relevance-section.tsx';
import type { TabProps } from '../tab-props.ts';
import { texts as shared } from '../texts.ts';
import { useJobsOf } from '../use-jobs-of.ts';
import { IndexForm } from './index-form.tsx';
import { texts as t } from './texts.ts';

/** How the nearest vectors are found, how good that is, and the way to another index. */
export function IndexTab({ collection: { name } }: TabProps) {
  const { data, failure, reload } = useQuery(SearchIndexDocument, { name });
  const { jobs } = useJobsOf(name, 'index-build');
  const [started, setStarted] = useState<string>();
  const running = jobs?.find(({ state }) => !hasEnded(state));
  const build = started === undefined ? running : ({ id: started, state: 'QUEUED' } as const);
  const index = data?.collection?.index;
  if (index === undefined)
    return failure === undefined ? <Loading /> : <FailureNotice failure={failure} onRetry={reload} />;
  return (
    <div class="stack">
      <section class="card" aria-label={t('inUse')}>
        <h2>{t('inUse')}</h2>
        <IndexFacts index={index} />
      </section>
      {build !== undefined && (
        <JobPanel
          key={build.id}
          job={build}
          title={t('building')}
          isChangeable={may('ADMIN')}
          onEnded={reload}
        />
      )}
      {may('ADMIN') ? (
        <IndexForm key={JSON.stringify(index)} collection={name} index={index} onStarted={setStarted} />
      ) : (
        <p class="soft">{t('adminOnly')}</p>
      )}
      <RelevanceSection collection={name} />
    </div>
  );
}

function IndexFacts({ index }: { readonly index: SearchIndexFragment }) {
  const { kind, m, efConstruction, efSearch, sizeBytes } = index;
  const isGraph = kind !== 'EXACT';
  return (
    <dl class="facts">
      <Fact name={t('kind')} value={shared(kind)} />
      {isGraph && (
        <>
          <Fact name={t('sizeBytes')} value={formatBytes(sizeBytes)} />
          <Fact name={t('m')} value={formatNumber(m)} />
          <Fact name={t('efConstruction')} value={formatNumber(efConstruction)} />
          <Fact name={t('efSearch')} value={formatNumber(efSearch)} />
        </>
      )}
      <Fact name={t('recall')} value={isGraph ? recallOf(index) : t('exact')} />
    </dl>
  );
}

function recallOf({ recall }: SearchIndexFragment): string {
  if (recall === null) return t('notMeasured');
  return t('recallOf', {
    share: formatPercent(recall.recallAt10),
    queries: recall.queries,
    at: formatInstant(recall.measuredAt),
  });
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
