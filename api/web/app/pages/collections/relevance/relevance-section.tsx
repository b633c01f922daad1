import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Button } from '../../../components/button.tsx';
import { Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { type Column, Table } from '../../../components/table.tsx';
import {
  EstimateRelevanceDocument,
  RelevanceDocument,
  type RelevanceFragment,
} from '../../../generated/operations.ts';
import { formatInstant, formatNumber } from '../../../i18n/texts.ts';
import { hasEnded, JobPanel } from '../../../jobs/job-panel.tsx';
import { texts as t } from './texts.ts';

/** What the relevance of hits is estimated from. */
export function RelevanceSection({ collection }: { readonly collection: string }) {
  const { data, failure, reload } = useQuery(RelevanceDocument, { name: collection });
  const estimate = useAction(async () => {
    await request(EstimateRelevanceDocument, { collection });
    reload();
  });
  const relevance = data?.collection?.relevance;
  const job = relevance?.job ?? null;
  const isRunning = job !== null && !hasEnded(job.state);
  return (
    <section class="card stack" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p class="soft">{t('lead')}</p>
      <FailureNotice failure={failure ?? estimate.failure} />
      {relevance === undefined && failure === undefined && <Loading />}
      {relevance !== undefined && <Shown relevance={relevance} />}
      {isRunning && (
        <JobPanel key={job.id} job={job} title={t('job')} isChangeable={false} onEnded={reload} />
      )}
      {may('EDITOR') && !isRunning && (
        <div>
          <Button icon="refresh" isBusy={estimate.isBusy} onPress={() => void estimate.run()}>
            {t('estimate')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Shown({ relevance }: { readonly relevance: RelevanceFragment }) {
  const { estimatedAt, itemCount, changedItems, isDue, backgrounds } = relevance;
  if (estimatedAt === null) return <p>{t('never')}</p>;
  const values = { at: formatInstant(estimatedAt), count: itemCount ?? 0, changed: changedItems };
  return (
    <>
      <p>
        {t('estimated', values)} {isDue && t('due')}
      </p>
      {backgrounds.length > 0 && (
        <Table
          caption={t('backgrounds')}
          columns={columns()}
          rows={backgrounds}
          keyOf={({ query, against }) => `${query} ${against}`}
        />
      )}
    </>
  );
}

type Background = RelevanceFragment['backgrounds'][number];

const columns = (): readonly Column<Background>[] => [
  { key: 'kind', label: t('kind'), cell: ({ query, against }) => t(`${query}_${against}`) },
  { key: 'queries', label: t('queries'), isNumeric: true, cell: ({ queries }) => formatNumber(queries) },
  { key: 'median', label: t('median'), isNumeric: true, cell: ({ median }) => median.toFixed(3) },
  { key: 'spread', label: t('spread'), isNumeric: true, cell: ({ spread }) => spread.toFixed(3) },
  {
    key: 'answered',
    label: t('answered'),
    isNumeric: true,
    cell: ({ answeredQueries }) => formatNumber(answeredQueries),
  },
];
