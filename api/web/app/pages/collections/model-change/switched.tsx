import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/dialog.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { FinishModelChangeDocument, RollbackModelChangeDocument } from '../../../generated/operations.ts';
import { Findings } from './findings.tsx';
import type { StageProps } from './stage-props.ts';
import { texts as t } from './texts.ts';

/** Searches use the new model; what that has changed helps to choose between the way back and the end. */
export function Switched({ collection, change, onChanged }: StageProps) {
  const { fromModel: from, toModel: to } = change;
  const [isAsking, setAsking] = useState(false);
  const rollback = useAction(async () => {
    await request(RollbackModelChangeDocument, { collection });
    onChanged();
  });
  const finish = useAction(async () => {
    await request(FinishModelChangeDocument, { collection });
    onChanged();
  });
  return (
    <>
      <p class="soft">{t('switchedLead', { to })}</p>
      <Findings change={change} />
      <FailureNotice failure={rollback.failure} />
      {may('ADMIN') && (
        <div class="row">
          <Button look="primary" onPress={() => setAsking(true)}>
            {t('finish')}
          </Button>
          <Button isBusy={rollback.isBusy} onPress={() => void rollback.run()}>
            {t('rollback', { from })}
          </Button>
        </div>
      )}
      {isAsking && (
        <Confirm
          title={t('finishTitle')}
          action={t('finish')}
          isBusy={finish.isBusy}
          onConfirm={() => void finish.run()}
          onClose={() => setAsking(false)}
        >
          <p>{t('finishText', { from })}</p>
          <FailureNotice failure={finish.failure} />
        </Confirm>
      )}
    </>
  );
}
