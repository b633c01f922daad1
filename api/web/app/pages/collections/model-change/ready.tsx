import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Checkbox } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { StartModelChangeDocument, SwitchCollectionModelDocument } from '../../../generated/operations.ts';
import { hasEnded, JobPanel } from '../../../jobs/job-panel.tsx';
import { Abandon } from './abandon.tsx';
import { Findings } from './findings.tsx';
import type { StageProps } from './stage-props.ts';
import { texts as t } from './texts.ts';

/** Everything is there to switch: what will change, what cannot be read, and the switch. */
export function Ready({ collection, change, onChanged }: StageProps) {
  const { fromModel: from, toModel: to, failures, job } = change;
  // They come first, so that one is among those shown where there is any.
  const hasFailed = failures.some(({ model }) => model === to);
  const [isAccepted, setAccepted] = useState(false);
  const swap = useAction(async () => {
    await request(SwitchCollectionModelDocument, { collection, acceptFailures: isAccepted });
    onChanged();
  });
  const tryAgain = useAction(async () => {
    await request(StartModelChangeDocument, { collection, model: to });
    onChanged();
  });
  return (
    <>
      <p class="soft">{t('readyLead', { from, to })}</p>
      {/* All vectors are there before the answers are compared. */}
      {job !== null && job.state !== 'SUCCEEDED' && (
        <JobPanel
          key={job.id}
          job={job}
          title={t('filling', { to })}
          isChangeable={may('ADMIN')}
          onEnded={onChanged}
        />
      )}
      <Findings
        change={change}
        actions={
          hasFailed &&
          may('ADMIN') &&
          (job === null || hasEnded(job.state)) && (
            <Button icon="refresh" isBusy={tryAgain.isBusy} onPress={() => void tryAgain.run()}>
              {t('tryAgain')}
            </Button>
          )
        }
      />
      <FailureNotice failure={tryAgain.failure ?? swap.failure} />
      {may('ADMIN') && (
        <>
          {hasFailed && <Checkbox label={t('accept')} isChecked={isAccepted} onChange={setAccepted} />}
          <div class="row">
            <Button
              look="primary"
              isDisabled={hasFailed && !isAccepted}
              isBusy={swap.isBusy}
              onPress={() => void swap.run()}
            >
              {t('switch', { to })}
            </Button>
            <Abandon collection={collection} change={change} onChanged={onChanged} />
          </div>
        </>
      )}
    </>
  );
}
