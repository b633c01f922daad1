import { BarChart } from '../../../components/bar-chart.tsx';
import type { ModelChangeFragment } from '../../../generated/operations.ts';
import { formatInstant, formatPercent } from '../../../i18n/texts.ts';
import { texts as t } from './texts.ts';

/** How far both models give the same answers. */
export function Overlap({
  overlap,
  title,
}: {
  readonly overlap: NonNullable<ModelChangeFragment['overlap']>;
  readonly title: string;
}) {
  const { queries, overlapAt10, rankBiasedOverlap, worst, measuredAt } = overlap;
  return (
    <section class="card stack" aria-label={title}>
      <h3>{title}</h3>
      <p class="soft">{t('overlapText', { queries, at: formatInstant(measuredAt) })}</p>
      <BarChart
        label={title}
        bars={[
          bar('overlapAt10', t('overlapAt10'), overlapAt10),
          bar('rankBiased', t('rankBiased'), rankBiasedOverlap),
        ]}
      />
      {worst.length > 0 && (
        <>
          <h3>{t('worst')}</h3>
          <BarChart
            label={t('worst')}
            bars={worst.map((query) => bar(query.key, query.key, query.overlapAt10))}
          />
        </>
      )}
    </section>
  );
}

const bar = (key: string, label: string, share: number) => ({
  key,
  label,
  share,
  value: formatPercent(share, 0),
  isStrong: key === 'overlapAt10',
});
