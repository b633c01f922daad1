import { useQuery } from '../../../client/use-query.ts';
import { BarTrack } from '../../../components/bar-chart.tsx';
import { Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { Table } from '../../../components/table.tsx';
import { ClassReportDocument, type ClassReportQuery } from '../../../generated/operations.ts';
import { formatNumber } from '../../../i18n/texts.ts';
import { percent, points } from '../results.ts';
import { texts as t } from '../texts.ts';
import { ConfusionMap } from './confusion-map.tsx';

type Report = NonNullable<ClassReportQuery['classReport']>;

/** Classes and confusions of one set of templates, asked for when it is shown. */
export function ClassesOf({
  id,
  dataset,
  templates,
}: {
  readonly id: string;
  readonly dataset?: string;
  readonly templates: string;
}) {
  const { data, failure, reload, isLoading } = useQuery(ClassReportDocument, {
    id,
    dataset: dataset ?? null,
    templates,
  });
  const report = data?.classReport;
  return (
    <div class="stack" aria-busy={isLoading}>
      <FailureNotice failure={failure} onRetry={reload} />
      {report == null ? (
        isLoading && <Loading />
      ) : (
        <>
          <ConfusionMap report={report} />
          <ClassTable report={report} />
        </>
      )}
    </div>
  );
}

function ClassTable({ report: { classes, classCount } }: { readonly report: Report }) {
  return (
    <section class="stack">
      <h2>{t('classes')}</h2>
      {classCount > classes.length && (
        <p class="hint">{t('firstClasses', { count: classes.length, all: classCount })}</p>
      )}
      <div class="tall">
        <Table
          caption={t('classes')}
          rows={classes}
          keyOf={({ name }) => name}
          columns={[
            { key: 'name', label: t('class'), cell: ({ name }) => name, sortBy: ({ name }) => name },
            {
              key: 'accuracy',
              label: t('rightWithInterval'),
              isNumeric: true,
              sortBy: ({ accuracy }) => accuracy,
              cell: ({ accuracy, low, high }) => (
                <>
                  {percent(accuracy)}{' '}
                  <small class="soft">
                    ({points(low)}–{points(high)})
                  </small>
                  <BarTrack share={accuracy / 100} />
                </>
              ),
            },
            {
              key: 'count',
              label: t('pictures'),
              isNumeric: true,
              sortBy: ({ count }) => count,
              cell: ({ count }) => formatNumber(count),
            },
            {
              key: 'taken',
              label: t('takenForIt'),
              isNumeric: true,
              sortBy: ({ predictedCount }) => predictedCount,
              cell: ({ predictedCount }) => formatNumber(predictedCount),
            },
          ]}
        />
      </div>
    </section>
  );
}
