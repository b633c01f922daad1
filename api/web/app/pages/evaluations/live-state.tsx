import { useEffect, useRef } from 'preact/hooks';
import { useSubscription } from '../../client/use-subscription.ts';
import { JobProgressDocument } from '../../generated/operations.ts';
import { JobBadge } from '../../jobs/job-badge.tsx';
import { HowFar, hasEnded } from '../../jobs/job-panel.tsx';

/** State of an evaluation that has not ended, as it goes on. */
export function LiveState({ id, onEnded }: { readonly id: string; readonly onEnded: () => void }) {
  const { data } = useSubscription(JobProgressDocument, { id });
  const job = data?.jobProgress;
  const isOver = job !== undefined && hasEnded(job.state);
  const told = useRef(false);
  useEffect(() => {
    if (!isOver || told.current) return;
    told.current = true;
    onEnded();
  }, [isOver]);
  if (job === undefined) return null;
  return (
    <div class="live-state">
      <JobBadge state={job.state} />
      {job.state === 'RUNNING' && job.progress !== null && <HowFar job={job} title={`#${id}`} />}
    </div>
  );
}
