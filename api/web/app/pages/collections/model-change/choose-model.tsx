import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { useAction } from '../../../client/use-action.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Button } from '../../../components/button.tsx';
import { Loading } from '../../../components/empty.tsx';
import { Select } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { ModelChoicesDocument, StartModelChangeDocument } from '../../../generated/operations.ts';
import { texts as t } from './texts.ts';

const everything = {};

/** Chooses the model to move to, and starts. */
export function ChooseModel({
  collection,
  present,
  onStarted,
}: {
  readonly collection: string;
  readonly present: string;
  readonly onStarted: () => void;
}) {
  const { data, failure, reload } = useQuery(ModelChoicesDocument, everything);
  const others = data?.models.filter(({ name }) => name !== present);
  const [chosen, setChosen] = useState<string>();
  const model = chosen ?? others?.[0]?.name;
  const start = useAction(async () => {
    if (model === undefined) return;
    await request(StartModelChangeDocument, { collection, model });
    onStarted();
  });
  return (
    <form
      class="card stack"
      aria-label={t('chooseTitle')}
      onSubmit={(event) => {
        event.preventDefault();
        void start.run();
      }}
    >
      <h2>{t('chooseTitle')}</h2>
      <p class="soft">{t('chooseLead')}</p>
      <FailureNotice failure={failure ?? start.failure} onRetry={failure && reload} />
      {data === undefined && failure === undefined && <Loading />}
      {others?.length === 0 && <p>{t('noOther')}</p>}
      {model !== undefined && (
        <>
          <Select
            label={t('to')}
            value={model}
            options={(others ?? []).map(({ name }) => ({ value: name, label: name }))}
            onChange={setChosen}
          />
          <div>
            <Button look="primary" type="submit" isBusy={start.isBusy}>
              {t('start')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
