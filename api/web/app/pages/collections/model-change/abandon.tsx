import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/dialog.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { AbandonModelChangeDocument } from '../../../generated/operations.ts';
import type { StageProps } from './stage-props.ts';
import { texts as t } from './texts.ts';

/** Gives a move up before the switch. */
export function Abandon({ collection, change: { fromModel: from, toModel: to }, onChanged }: StageProps) {
  const [isAsking, setAsking] = useState(false);
  const abandon = useAction(async () => {
    await request(AbandonModelChangeDocument, { collection });
    setAsking(false);
    onChanged();
  });
  return (
    <>
      <Button look="danger" onPress={() => setAsking(true)}>
        {t('abandon')}
      </Button>
      {isAsking && (
        <Confirm
          title={t('abandonTitle', { to })}
          action={t('abandon')}
          isBusy={abandon.isBusy}
          onConfirm={() => void abandon.run()}
          onClose={() => setAsking(false)}
        >
          <p>{t('abandonText', { from, to })}</p>
          <FailureNotice failure={abandon.failure} />
        </Confirm>
      )}
    </>
  );
}
