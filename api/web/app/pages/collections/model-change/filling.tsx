import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { StartModelChangeDocument } from '../../../generated/operations.ts';
import { JobPanel } from '../../../jobs/job-panel.tsx';
import { Abandon } from './abandon.tsx';
import type { StageProps } from './stage-props.ts';
import { texts as t } from './texts.ts';

/** The new vectors are being made, or their job has ended too soon. */
export function Filling({ collection, change, onChanged }: StageProps) {
  const { fromModel: from, toModel: to, job, missing } = change;
  const goOn = useAction(async () => {
    await request(StartModelChangeDocument, { collection, model: to });
    onChanged();
  });
  // A job that failed or was cancelled goes on by its own button.
  const isOver = job === null || job.state === 'SUCCEEDED';
  return (
    <>
      <p class="soft">{t('fillLead', { from })}</p>
      {job !== null && (
        <JobPanel
          key={job.id}
          job={job}
          title={t('filling', { to })}
          isChangeable={may('ADMIN')}
          onEnded={onChanged}
        />
      )}
      {isOver && <p>{t('missing', { count: missing, to })}</p>}
      <FailureNotice failure={goOn.failure} />
      {may('ADMIN') && (
        <div class="row">
          {isOver && (
            <Button look="primary" isBusy={goOn.isBusy} onPress={() => void goOn.run()}>
              {t('goOn')}
            </Button>
          )}
          <Abandon collection={collection} change={change} onChanged={onChanged} />
        </div>
      )}
    </>
  );
}
