import { request } from '../client/request.ts';
import { useAction } from '../client/use-action.ts';
import { Button } from '../components/button.tsx';
import type { IconName } from '../components/icon.tsx';
import { FailureNotice } from '../components/notice.tsx';
import {
  CancelJobDocument,
  type LiveJobFragment,
  PauseJobDocument,
  ResumeJobDocument,
  RetryJobDocument,
} from '../generated/operations.ts';
import { texts as t } from './texts.ts';

const acts = {
  pause: (id: string) => request(PauseJobDocument, { id }),
  resume: (id: string) => request(ResumeJobDocument, { id }),
  cancel: (id: string) => request(CancelJobDocument, { id }),
  retry: (id: string) => request(RetryJobDocument, { id }),
} as const;

type Act = keyof typeof acts;

const icons: Readonly<Record<Act, IconName>> = {
  pause: 'pause',
  resume: 'play',
  cancel: 'close',
  retry: 'refresh',
};

/** What can be done with a job in its present state. */
export function JobActions({
  job,
  onRestarted,
}: {
  readonly job: LiveJobFragment;
  readonly onRestarted: () => void;
}) {
  const change = useAction(async (act: Act) => {
    await acts[act](job.id);
    if (act === 'retry') onRestarted();
  });
  const pending = job.cancelRequested ? 'cancelling' : job.pauseRequested ? 'pausing' : undefined;
  if (pending !== undefined && job.state === 'RUNNING') return <p class="soft">{t(pending)}</p>;
  return (
    <div class="stack">
      <div class="row">
        {offered(job).map((act) => (
          <Button key={act} icon={icons[act]} isDisabled={change.isBusy} onPress={() => void change.run(act)}>
            {t(act)}
          </Button>
        ))}
      </div>
      <FailureNotice failure={change.failure} />
    </div>
  );
}

function offered({ state }: LiveJobFragment): readonly Act[] {
  if (state === 'QUEUED' || state === 'RUNNING') return ['pause', 'cancel'];
  if (state === 'PAUSED') return ['resume', 'cancel'];
  return state === 'SUCCEEDED' ? [] : ['retry'];
}
