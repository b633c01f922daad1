import { useRoute } from 'preact-iso';
import { may } from '../../client/session.ts';
import { useQuery } from '../../client/use-query.ts';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { EvaluationDocument, type LiveJobFragment } from '../../generated/operations.ts';
import { formatInstant } from '../../i18n/texts.ts';
import { JobPanel } from '../../jobs/job-panel.tsx';
import { Page } from '../../shell/page.tsx';
import { CompareWith } from './compare/compare-with.tsx';
import { CheckView } from './result/check-view.tsx';
import { ElevaterView } from './result/elevater-view.tsx';
import { Files } from './result/files.tsx';
import { RetrievalView } from './result/retrieval-view.tsx';
import { RunFacts } from './result/run-facts.tsx';
import { ZeroShotView } from './result/zero-shot-view.tsx';
import { datasetOf, modelOf } from './results.ts';
import { nameOfKind, texts as t } from './texts.ts';

/** One evaluation: how far it is, or what came of it. */
export function EvaluationPage() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const { data, failure, reload } = useQuery(EvaluationDocument, { id });
  const job = data?.job;
  if (job != null) return <Shown key={id} job={job} reload={reload} />;
  return (
    <Page title={t('evaluationTitle', { kind: t('run'), id })}>
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading />}
      {job === null && (
        <Empty icon="evaluations" title={t('missing', { id })}>
          <a href="/evaluations">{t('toList')}</a>
        </Empty>
      )}
    </Page>
  );
}

function Shown({ job, reload }: { readonly job: LiveJobFragment; readonly reload: () => void }) {
  const { id, kind, state, createdAt } = job;
  const about = [modelOf(job), datasetOf(job), formatInstant(createdAt)].filter((part) => part !== undefined);
  return (
    <Page
      title={t('evaluationTitle', { kind: nameOfKind(kind), id })}
      lead={about.join(' · ')}
      actions={
        <a class="button" href="/evaluations">
          {t('toList')}
        </a>
      }
    >
      {state === 'SUCCEEDED' ? (
        <div class="stack result">
          <Result job={job} />
          <CompareWith job={job} />
          <Files job={job} />
          {kind !== 'dataset-check' && <RunFacts job={job} />}
        </div>
      ) : (
        <JobPanel job={job} title={t('progress')} isChangeable={may('EDITOR')} onEnded={reload} />
      )}
    </Page>
  );
}

function Result({ job }: { readonly job: LiveJobFragment }) {
  switch (job.kind) {
    case 'retrieval-evaluation':
      return <RetrievalView job={job} />;
    case 'zero-shot-evaluation':
      return <ZeroShotView job={job} />;
    case 'elevater-run':
      return <ElevaterView job={job} />;
    case 'dataset-check':
      return <CheckView job={job} />;
    default:
      return <Empty icon="info" title={t('noEvaluation')} />;
  }
}
