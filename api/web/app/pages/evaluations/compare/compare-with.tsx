import { useLocation } from 'preact-iso';
import { useQuery } from '../../../client/use-query.ts';
import { Select } from '../../../components/field.tsx';
import { EvaluationsDocument, type LiveJobFragment } from '../../../generated/operations.ts';
import { headline } from '../headline.ts';
import { modelOf } from '../results.ts';
import { sameData } from '../run-table.tsx';
import { texts as t } from '../texts.ts';

/** Leads to the comparison with another evaluation of the same data. */
export function CompareWith({ job }: { readonly job: LiveJobFragment }) {
  const { route } = useLocation();
  const isOfOneSet = job.result?.['dataFingerprint'] !== undefined;
  const { data } = useQuery(
    EvaluationsDocument,
    isOfOneSet ? { first: 200, after: null, kinds: [job.kind] } : undefined,
  );
  const others = (data?.jobs.nodes ?? []).filter((other) => other.id !== job.id && sameData(job, other));
  if (!isOfOneSet || data === undefined) return null;
  return (
    <section class="card stack">
      <h2>{t('comparison')}</h2>
      {others.length === 0 ? (
        <p class="soft">{t('nothingToCompare')}</p>
      ) : (
        <Select
          label={t('compareWith')}
          value=""
          options={[
            { value: '', label: t('chooseRun') },
            ...others.map((other) => ({
              value: other.id,
              label: `#${other.id} · ${modelOf(other) ?? ''} · ${headline(other)}`,
            })),
          ]}
          onChange={(id) => {
            if (id !== '') route(`/evaluations/${job.id}/against/${id}`);
          }}
        />
      )}
    </section>
  );
}
