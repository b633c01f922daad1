import { type Column, Table } from '../../../components/table.tsx';
import type { CompareEvaluationsQuery, DifferenceFragment } from '../../../generated/operations.ts';
import { formatNumber } from '../../../i18n/texts.ts';
import { percent, signed } from '../results.ts';
import { measureName, partName, texts as t } from '../texts.ts';
import { DifferenceBar } from './difference-bar.tsx';

type Part = NonNullable<CompareEvaluationsQuery['compareEvaluations']>['parts'][number];
type Row = Pick<Part['measures'][number], 'baseline' | 'candidate' | 'difference'>;

/** One direction or set of templates: measures, what was won and lost, classes. */
export function ComparedPart({ part }: { readonly part: Part }) {
  const { name, count, measures, classes } = part;
  const decisive = measures.at(-1);
  return (
    <section class="stack">
      <h2>{partName(name)}</h2>
      {decisive !== undefined && <Verdict difference={decisive.difference} />}
      <Table
        caption={`${partName(name)}: ${t('measures')}`}
        columns={[
          { key: 'name', label: t('measure'), cell: ({ measure }) => measureName(measure) },
          ...numbers<Part['measures'][number]>(),
        ]}
        rows={measures}
        keyOf={({ measure }) => measure}
      />
      <p class="hint">{t('ofOutcomes', { count })}</p>
      <Changes part={part} />
      {classes.length > 0 && (
        <div class="tall">
          <Table
            caption={`${partName(name)}: ${t('classes')}`}
            columns={[
              { key: 'name', label: t('class'), cell: (each) => each.name, sortBy: (each) => each.name },
              {
                key: 'count',
                label: t('pictures'),
                isNumeric: true,
                sortBy: (each) => each.count,
                cell: (each) => formatNumber(each.count),
              },
              ...numbers<Part['classes'][number]>(),
            ]}
            rows={classes}
            keyOf={(each) => each.name}
          />
        </div>
      )}
    </section>
  );
}

/** What chance leaves of the difference, in a sentence. */
function Verdict({ difference: { low, high } }: { readonly difference: DifferenceFragment }) {
  const key = low > 0 ? 'better' : high < 0 ? 'worse' : 'undecided';
  const look = { better: 'good', worse: 'bad', undecided: '' }[key];
  return (
    <p>
      <span class={`badge ${look}`}>{t(key)}</span>
    </p>
  );
}

function numbers<Each extends Row>(): readonly Column<Each>[] {
  return [
    {
      key: 'baseline',
      label: t('baseline'),
      isNumeric: true,
      sortBy: ({ baseline }) => baseline,
      cell: ({ baseline }) => percent(baseline),
    },
    {
      key: 'candidate',
      label: t('candidate'),
      isNumeric: true,
      sortBy: ({ candidate }) => candidate,
      cell: ({ candidate }) => percent(candidate),
    },
    {
      key: 'difference',
      label: t('differenceWithInterval'),
      isNumeric: true,
      sortBy: ({ difference }) => difference.value,
      cell: ({ difference }) => (
        <>
          {signed(difference.value)}{' '}
          <small class="soft">
            ({signed(difference.low)} … {signed(difference.high)})
          </small>
          <DifferenceBar difference={difference} />
        </>
      ),
    },
    {
      key: 'p',
      label: 'p',
      isNumeric: true,
      sortBy: ({ difference }) => difference.p,
      cell: ({ difference: { p } }) => (p < 0.001 ? '<0.001' : p.toFixed(3)),
    },
  ];
}

function Changes({ part: { won, lost, wonCount, lostCount } }: { readonly part: Part }) {
  return (
    <div class="directions">
      <ChangeList title={t('won', { count: wonCount })} changes={won} count={wonCount} />
      <ChangeList title={t('lost', { count: lostCount })} changes={lost} count={lostCount} />
    </div>
  );
}

function ChangeList({
  title,
  changes,
  count,
}: {
  readonly title: string;
  readonly changes: Part['won'];
  readonly count: number;
}) {
  if (count === 0) return <p class="card">{title}</p>;
  return (
    <details class="card">
      <summary>{title}</summary>
      <ul class="paths">
        {changes.map(({ id, baseline, candidate }) => (
          <li key={id}>
            <strong>{id}</strong>: {baseline ?? t('miss')} → {candidate ?? t('miss')}
          </li>
        ))}
      </ul>
      {count > changes.length && <p class="hint">{t('firstOnly', { count: changes.length })}</p>}
    </details>
  );
}
