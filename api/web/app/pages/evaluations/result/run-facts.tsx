import { type JobLike, type RetrievalResult, resultOf } from '../results.ts';
import { texts as t } from '../texts.ts';

/** Which model gave the numbers, and what ran. */
export function RunFacts({ job }: { readonly job: JobLike }) {
  const { model, precision, provider, weightsSha256, versions } = resultOf<RetrievalResult>(job);
  return (
    <details class="card">
      <summary>{t('circumstances')}</summary>
      <dl class="facts">
        <dt>{t('model')}</dt>
        <dd>{model}</dd>
        <dt>{t('precision')}</dt>
        <dd>
          {precision}
          {provider !== null && ` · ${provider}`}
        </dd>
        <dt>{t('weights')}</dt>
        <dd>
          <code>{weightsSha256}</code>
        </dd>
        <dt>{t('versions')}</dt>
        <dd>
          {Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(' · ')}
        </dd>
        <dt>{t('input')}</dt>
        <dd>
          <code>{JSON.stringify(job.input)}</code>
        </dd>
      </dl>
    </details>
  );
}
