import { BarTrack } from '../../../components/bar-chart.tsx';
import { type Column, Table } from '../../../components/table.tsx';
import { percent, points, signed, type TemplateScore, withInterval } from '../results.ts';
import { texts as t } from '../texts.ts';

/** Accuracy with its interval, the other metrics, and what was published. */
export function ScoreTable<Score extends TemplateScore>({
  scores,
  nameLabel,
  nameOf,
}: {
  readonly scores: readonly Score[];
  readonly nameLabel: string;
  readonly nameOf: (score: Score) => string;
}) {
  const hasPublished = scores.some(({ published }) => published !== null);
  const columns: readonly Column<Score>[] = [
    { key: 'name', label: nameLabel, cell: nameOf, sortBy: nameOf },
    {
      key: 'accuracy',
      label: t('accuracyWithInterval'),
      isNumeric: true,
      sortBy: ({ accuracy }) => accuracy.value,
      cell: ({ accuracy }) => (
        <>
          {withInterval(accuracy)}
          <BarTrack share={accuracy.value} />
        </>
      ),
    },
    {
      key: 'mean',
      label: t('meanPerClass'),
      isNumeric: true,
      sortBy: ({ meanPerClass }) => meanPerClass,
      cell: ({ meanPerClass }) => percent(100 * meanPerClass),
    },
    {
      key: 'elevater',
      label: t('elevaterMetric'),
      isNumeric: true,
      sortBy: ({ elevater }) => elevater.value,
      cell: ({ elevater }) => (
        <>
          {percent(100 * elevater.value)} <small class="soft">{elevater.metric}</small>
        </>
      ),
    },
  ];
  const published: Column<Score> = {
    key: 'published',
    label: t('published'),
    isNumeric: true,
    cell: ({ published: theirs }) =>
      theirs === null ? '–' : `${points(theirs.published)} (${signed(theirs.difference)})`,
  };
  return (
    <Table
      caption={t('scores')}
      columns={hasPublished ? [...columns, published] : columns}
      rows={scores}
      keyOf={nameOf}
    />
  );
}
