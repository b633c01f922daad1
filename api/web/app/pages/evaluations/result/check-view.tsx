import { Notice } from '../../../components/notice.tsx';
import { formatNumber } from '../../../i18n/texts.ts';
import { type CheckResult, type FindingGroup, type JobLike, resultOf } from '../results.ts';
import { texts as t } from '../texts.ts';

/** What the doctor found in a data set. */
export function CheckView({ job }: { readonly job: JobLike }) {
  const { dataset, counts, errors, warnings, findings } = resultOf<CheckResult>(job);
  const isGood = errors + warnings === 0;
  return (
    <section class="stack" aria-label={t('findings')}>
      <Notice
        kind={errors > 0 ? 'error' : isGood ? 'good' : 'warning'}
        title={isGood ? t('checkGood', { dataset }) : t('checkBad', { dataset, errors, warnings })}
      >
        <p>
          {Object.entries(counts)
            .map(
              ([name, count]) =>
                `${t.has(`count-${name}`) ? t(`count-${name}` as never) : name}: ${formatNumber(count)}`,
            )
            .join(' · ')}
        </p>
      </Notice>
      <ul class="findings">
        {findings.map((finding) => (
          <Finding key={finding.code} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

const looks = { error: 'bad', warning: 'warning', info: 'accent' } as const;

function Finding({
  finding: { severity, code, remedy, count, examples },
}: {
  readonly finding: FindingGroup;
}) {
  return (
    <li class="card stack">
      <p class="row">
        <span class={`badge ${looks[severity]}`}>{t(severity)}</span>
        <code>{code}</code>
        <span class="numeric">{t('times', { count })}</span>
      </p>
      <p lang="en">{remedy}</p>
      <details open={examples.length <= 3}>
        <summary>{t('examples', { count: examples.length })}</summary>
        <ul class="paths">
          {examples.map(({ where, message }) => (
            <li key={`${where} ${message}`} lang="en">
              {where !== undefined && <strong>{where}: </strong>}
              {message}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
