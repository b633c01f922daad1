import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { may } from '../../../client/session.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Button } from '../../../components/button.tsx';
import { Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { CompareEvaluationsDocument, type EvaluationRowFragment } from '../../../generated/operations.ts';
import { Page } from '../../../shell/page.tsx';
import { headline } from '../headline.ts';
import { modelOf } from '../results.ts';
import { texts as t } from '../texts.ts';
import { ComparedPart } from './compared-part.tsx';
import { PromoteDialog } from './promote-dialog.tsx';

/** Two evaluations of the same data side by side. */
export function ComparePage() {
  const { params } = useRoute();
  const [candidate, baseline] = [params['id'] ?? '', params['baseline'] ?? ''];
  const { data, failure, reload, isLoading } = useQuery(CompareEvaluationsDocument, { candidate, baseline });
  const [isPromoting, setPromoting] = useState(false);
  const compared = data?.compareEvaluations;
  return (
    <Page
      title={t('compareTitle', { candidate, baseline })}
      lead={t('compareLead')}
      actions={
        <>
          <a class="button" href="/evaluations">
            {t('toList')}
          </a>
          <a class="button" href={`/evaluations/${baseline}/against/${candidate}`}>
            {t('swap')}
          </a>
          {compared != null && may('ADMIN') && (
            <Button look="primary" icon="check" onPress={() => setPromoting(true)}>
              {t('promote')}
            </Button>
          )}
        </>
      }
    >
      <FailureNotice failure={failure} onRetry={reload} />
      {compared == null && isLoading && <Loading label={t('comparing')} />}
      {compared != null && (
        <div class="stack result">
          <div class="directions">
            <Side label={t('candidate')} job={compared.candidate} />
            <Side label={t('baseline')} job={compared.baseline} />
          </div>
          {compared.parts.map((part) => (
            <ComparedPart key={part.name} part={part} />
          ))}
        </div>
      )}
      {compared != null && isPromoting && (
        <PromoteDialog
          candidate={compared.candidate}
          baseline={compared.baseline}
          onClose={() => setPromoting(false)}
        />
      )}
    </Page>
  );
}

function Side({ label, job }: { readonly label: string; readonly job: EvaluationRowFragment }) {
  return (
    <div class="card side">
      <p class="soft">{label}</p>
      <h2>
        <a href={`/evaluations/${job.id}`}>
          {modelOf(job)} #{job.id}
        </a>
      </h2>
      <p class="numeric">{headline(job)}</p>
    </div>
  );
}
