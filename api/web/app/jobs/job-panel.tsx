import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSubscription } from '../client/use-subscription.ts';
import { Loading } from '../components/empty.tsx';
import { FailureNotice, Notice } from '../components/notice.tsx';
import { Progress } from '../components/progress.tsx';
import { JobProgressDocument, type JobState, type LiveJobFragment } from '../generated/operations.ts';
import { formatNumber } from '../i18n/texts.ts';
import { JobActions } from './job-actions.tsx';
import { JobBadge } from './job-badge.tsx';
import { texts as t } from './texts.ts';
import { useRate } from './use-rate.ts';

export interface JobPanelProps {
  /** As the page knows it, perhaps from a moment ago. */
  readonly job: { readonly id: string; readonly state: JobState };
  readonly title: string;
  /** It has come to an end since the page asked. */
  readonly onEnded: () => void;
  /** Below it, once it is known. */
  readonly children?: (job: LiveJobFragment) => ComponentChildren;
  /** Whether the caller may pause, cancel and so on. */
  readonly isChangeable: boolean;
}

const endings: readonly JobState[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

export const hasEnded = (state: JobState): boolean => endings.includes(state);

/** A job as it goes on: how far, how fast, how long still, and what can be done with it. */
export function JobPanel(props: JobPanelProps) {
  const [round, setRound] = useState(0);
  // An ended job says nothing more; one that was started again is listened to anew.
  const job = round === 0 ? props.job : ({ id: props.job.id, state: 'QUEUED' } as const);
  return <Live key={round} {...props} job={job} onRestarted={() => setRound(round + 1)} />;
}

function Live({
  job: { id, state: known },
  title,
  children,
  isChangeable,
  onEnded,
  onRestarted,
}: JobPanelProps & { readonly onRestarted: () => void }) {
  const { data, failure } = useSubscription(JobProgressDocument, { id });
  const job = data?.jobProgress;
  useEnd(known, job?.state, onEnded);
  if (job === undefined) return failure === undefined ? <Loading /> : <FailureNotice failure={failure} />;
  return (
    <article class="card stack" aria-label={title}>
      <div class="row spread">
        <div class="row">
          <h3>{title}</h3>
          <JobBadge state={job.state} />
        </div>
        {isChangeable && <JobActions job={job} onRestarted={onRestarted} />}
      </div>
      {!hasEnded(job.state) && <HowFar job={job} title={title} />}
      <FailureNotice failure={failure} />
      {job.error !== null && (
        <Notice kind="error" title={t('failedTitle')}>
          <p lang="en">{job.error.message}</p>
          <p class="notice-code">
            <code>{job.error.code}</code>
          </p>
        </Notice>
      )}
      {children?.(job)}
    </article>
  );
}

/** Calls when a job that the page takes for running has ended, be it before the first event. */
function useEnd(known: JobState, state: JobState | undefined, onEnded: () => void): void {
  const before = useRef(known);
  useEffect(() => {
    if (state === undefined) return;
    const wasRunning = !hasEnded(before.current);
    before.current = state;
    if (wasRunning && hasEnded(state)) onEnded();
  }, [state]);
}

/** How far, how fast, how long still. */
export function HowFar({
  job: { progress, state },
  title,
}: {
  readonly job: LiveJobFragment;
  readonly title: string;
}) {
  const isRunning = state === 'RUNNING';
  const rate = useRate(isRunning ? progress?.done : undefined);
  if (progress === null) return <Progress label={t('waiting')} done={0} total={null} />;
  const { stage, done, total, etaSeconds } = progress;
  const isPercent = stage === 'index';
  const left =
    etaSeconds ?? (rate !== undefined && rate > 0 && total !== null ? (total - done) / rate : null);
  const note = [
    rate === undefined || isPercent ? undefined : t('rate', { rate: brief(rate) }),
    isRunning && left !== null ? timeLeft(left) : undefined,
  ].filter((part) => part !== undefined);
  return (
    <Progress
      label={t.has(stage) ? t(stage) : title}
      done={done}
      total={total}
      note={note.length === 0 ? undefined : note.join(' · ')}
    />
  );
}

const brief = (rate: number): string => formatNumber(rate, { maximumSignificantDigits: 2 });

function timeLeft(seconds: number): string {
  if (seconds < 90) return t('secondsLeft', { count: Math.ceil(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t('minutesLeft', { count: minutes });
  return t('hoursLeft', { count: Number((minutes / 60).toFixed(1)) });
}
