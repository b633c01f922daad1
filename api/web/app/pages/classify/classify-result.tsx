import { useState } from 'preact/hooks';
import { BarChart } from '../../components/bar-chart.tsx';
import { Segments } from '../../components/field.tsx';
import type { ClassifyQuery } from '../../generated/operations.ts';
import { formatNumber, formatPercent } from '../../i18n/texts.ts';
import { texts as t } from './texts.ts';

const counts = ['5', '10', '50', 'all'] as const;
type Count = (typeof counts)[number];

/** Probabilities as bars, the most probable first. */
export function ClassifyResult({
  result,
  isStale,
}: {
  readonly result: NonNullable<ClassifyQuery['classifyImage']>;
  readonly isStale: boolean;
}) {
  const [count, setCount] = useState<Count>('10');
  const { predictions, scoring, promptsPerLabel, logitScale } = result;
  const shown = count === 'all' ? predictions : predictions.slice(0, Number(count));
  const [best] = predictions;
  const label = (value: Count): string => (value === 'all' ? t('all') : t('top', { count: Number(value) }));
  return (
    <div class={`card stack${isStale ? ' stale' : ''}`}>
      <div class="row spread">
        <h2>{t('results')}</h2>
        <Segments
          label={t('topK')}
          value={count}
          options={counts.map((value) => ({ value, label: label(value) }))}
          onChange={setCount}
        />
      </div>
      <p role="status">
        {best !== undefined && t('best', { label: best.label, share: formatPercent(best.probability) })}
      </p>
      <BarChart
        label={t('bars')}
        bars={shown.map((prediction, rank) => ({
          key: String(prediction.index),
          label: prediction.label,
          share: prediction.probability,
          value: formatPercent(prediction.probability),
          note: t('cosine', { value: prediction.cosine.toFixed(3) }),
          isStrong: rank === 0,
        }))}
      />
      <p class="hint">
        {t(scoring.kind === 'SOFTMAX' ? 'softmax' : 'sigmoid')}{' '}
        {t('prompts', {
          count: promptsPerLabel,
          scale: formatNumber(logitScale, { maximumFractionDigits: 2 }),
        })}
      </p>
    </div>
  );
}
