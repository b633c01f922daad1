import { reach } from '../../../client/request.ts';
import { useAnswer } from '../../../client/use-answer.ts';
import { Icon } from '../../../components/icon.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { Table } from '../../../components/table.tsx';
import type { LiveJobFragment } from '../../../generated/operations.ts';
import { formatBytes, formatInstant, formatNumber } from '../../../i18n/texts.ts';
import { type Reject, readRejects } from './read-rejects.ts';
import { texts as t } from './texts.ts';

const counts = ['created', 'updated', 'rejected', 'duplicates', 'skipped'] as const;

/** Where an import is from, what it did, and what it rejected. */
export function ImportResult({ job }: { readonly job: LiveJobFragment }) {
  const rejects = job.artefacts.find(({ name }) => name === 'rejects.jsonl');
  const counted = job.result ?? job.progress?.counts ?? null;
  const rejected = Number(counted?.['rejected'] ?? 0);
  return (
    <>
      <p class="soft">
        {t('importOf', { source: sourceOf(job) })} · {formatInstant(job.createdAt)}
      </p>
      {counted !== null && (
        <dl class="fact-row">
          {counts.map((count) => (
            <div key={count}>
              <dt>{t(count)}</dt>
              <dd class="numeric">{formatNumber(Number(counted[count] ?? 0))}</dd>
            </div>
          ))}
        </dl>
      )}
      {rejected > 0 && (
        <Notice kind="warning" title={t('rejectsTitle', { count: rejected })}>
          {rejects?.url != null && (
            <a class="row" href={rejects.url} download={rejects.name}>
              <Icon name="download" size={16} />
              {t('download', { name: rejects.name, size: formatBytes(rejects.sizeBytes) })}
            </a>
          )}
        </Notice>
      )}
      {rejects?.url != null ? (
        <RejectsOfFile url={rejects.url} rejected={rejected} />
      ) : (
        <FirstRejects rejects={job.progress?.rejects ?? []} rejected={rejected} />
      )}
    </>
  );
}

/** The path as it was given, or that it was uploaded. */
function sourceOf({ input }: LiveJobFragment): string {
  const source = input['source'] as { readonly kind?: string; readonly path?: string } | undefined;
  return source?.path ?? t('uploaded');
}

/** Enough for the first ones. */
const readBytes = 16_384;

function RejectsOfFile({ url, rejected }: { readonly url: string; readonly rejected: number }) {
  const { data, failure } = useAnswer(url, async (signal) => {
    const response = await reach(url, { headers: { range: `bytes=0-${readBytes - 1}` }, signal });
    return readRejects(await response.text());
  });
  if (data === undefined) return <FailureNotice failure={failure} />;
  return <FirstRejects rejects={data} rejected={rejected} />;
}

function FirstRejects({
  rejects,
  rejected,
}: {
  readonly rejects: readonly Reject[];
  readonly rejected: number;
}) {
  if (rejects.length === 0) return null;
  return (
    <div class="stack">
      {rejects.length < rejected && <p class="soft">{t('rejectsShown', { count: rejects.length })}</p>}
      <Table
        caption={t('rejected')}
        columns={[
          { key: 'where', label: t('where'), cell: ({ where }) => where },
          { key: 'key', label: t('key'), cell: ({ key }) => key ?? '' },
          { key: 'reason', label: t('reason'), cell: ({ message }) => <span lang="en">{message}</span> },
          { key: 'code', label: t('code'), cell: ({ code }) => <code>{code}</code> },
        ]}
        rows={rejects}
        keyOf={({ where }) => where}
      />
    </div>
  );
}
