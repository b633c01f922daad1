import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { may } from '../../../client/session.ts';
import { useAction } from '../../../client/use-action.ts';
import { Button } from '../../../components/button.tsx';
import { Checkbox } from '../../../components/field.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { Table } from '../../../components/table.tsx';
import { type ModelChangeFragment, SwitchCollectionModelDocument } from '../../../generated/operations.ts';
import { Abandon } from './abandon.tsx';
import { Overlap } from './overlap.tsx';
import type { StageProps } from './stage-props.ts';
import { texts as t } from './texts.ts';

/** Everything is there to switch: what will change, what cannot be read, and the switch. */
export function Ready({ collection, change, onChanged }: StageProps) {
  const { fromModel: from, toModel: to, failedCount, overlap } = change;
  const [isAccepted, setAccepted] = useState(false);
  const swap = useAction(async () => {
    await request(SwitchCollectionModelDocument, { collection, acceptFailures: isAccepted });
    onChanged();
  });
  return (
    <>
      <p class="soft">{t('readyLead', { from, to })}</p>
      {overlap === null ? <p class="soft">{t('noOverlap')}</p> : <Overlap overlap={overlap} />}
      {failedCount > 0 && <Failures change={change} />}
      <FailureNotice failure={swap.failure} />
      {may('ADMIN') && (
        <>
          {failedCount > 0 && <Checkbox label={t('accept')} isChecked={isAccepted} onChange={setAccepted} />}
          <div class="row">
            <Button
              look="primary"
              isDisabled={failedCount > 0 && !isAccepted}
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

function Failures({ change: { failures, failedCount, toModel } }: { readonly change: ModelChangeFragment }) {
  const title = t('failuresTitle', { count: failedCount, to: toModel });
  return (
    <>
      <Notice kind="warning" title={title}>
        {failures.length < failedCount && <p>{t('failuresShown', { count: failures.length })}</p>}
      </Notice>
      <Table
        caption={title}
        columns={[
          { key: 'key', label: t('key'), cell: ({ key }) => key },
          { key: 'reason', label: t('reason'), cell: ({ message }) => <span lang="en">{message}</span> },
          { key: 'code', label: t('code'), cell: ({ code }) => <code>{code}</code> },
        ]}
        rows={failures}
        keyOf={({ key, modality }) => `${key} ${modality}`}
      />
    </>
  );
}
