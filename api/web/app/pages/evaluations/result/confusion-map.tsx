import { HeatMap, HeatScale } from '../../../components/heat-map.tsx';
import type { ClassReportQuery } from '../../../generated/operations.ts';
import { formatNumber } from '../../../i18n/texts.ts';
import { texts as t } from '../texts.ts';

/** Which classes were taken for which: shares of each row as colours, pictures as numbers. */
export function ConfusionMap({
  report: { classes, classCount, confusionCount, confusions, confusionMatrix },
}: {
  readonly report: NonNullable<ClassReportQuery['classReport']>;
}) {
  const { names, counts } = confusionMatrix;
  const totals = new Map(classes.map(({ name, count }) => [name, count]));
  const keyed = names.map((name) => ({ key: name, label: name }));
  const countOf = (row: number, column: number): number => counts[row]?.[column] ?? 0;
  return (
    <section class="stack">
      <h2>{t('confusions')}</h2>
      {confusionCount === 0 ? (
        <p>{t('noConfusions')}</p>
      ) : (
        <ConfusionSummary most={confusions[0]} count={confusionCount} />
      )}
      {classCount > names.length && <p class="hint">{t('mostConfused', { count: names.length })}</p>}
      <div class="confusion-map">
        <HeatMap
          caption={t('confusionCaption')}
          corner={t('confusionCorner')}
          columns={keyed}
          rows={keyed}
          shareOf={(row, column) => countOf(row, column) / (totals.get(names[row] ?? '') ?? 1)}
          textOf={(row, column) => formatNumber(countOf(row, column))}
          isMarked={(row, column) => row === column}
        />
      </div>
      <HeatScale from="0%" to={t('ofRow')} />
    </section>
  );
}

function ConfusionSummary({
  most,
  count,
}: {
  readonly most: { readonly actual: string; readonly predicted: string; readonly count: number } | undefined;
  readonly count: number;
}) {
  if (most === undefined) return null;
  const { actual, predicted } = most;
  return <p>{t('mostFrequent', { actual, predicted, times: most.count, count })}</p>;
}
