import { useState } from 'preact/hooks';
import { may } from '../../../client/session.ts';
import { useQuery } from '../../../client/use-query.ts';
import { Loading } from '../../../components/empty.tsx';
import { FailureNotice, Notice } from '../../../components/notice.tsx';
import { ModelChangeDocument } from '../../../generated/operations.ts';
import type { TabProps } from '../tab-props.ts';
import { ChooseModel } from './choose-model.tsx';
import { Filling } from './filling.tsx';
import { Ready } from './ready.tsx';
import type { StageProps } from './stage-props.ts';
import { Steps } from './steps.tsx';
import { Switched } from './switched.tsx';
import { texts as t } from './texts.ts';

const stages = { FILLING: Filling, READY: Ready, SWITCHED: Switched } as const;

/** The model of the collection, and its move to another one, step by step. */
export function ModelTab({ collection: { name }, reload: reloadFacts }: TabProps) {
  const { data, failure, reload } = useQuery(ModelChangeDocument, { name });
  const [finished, setFinished] = useState<string>();
  const found = data?.collection;
  if (found == null)
    return failure === undefined ? <Loading /> : <FailureNotice failure={failure} onRetry={reload} />;
  const { modelName, modelChange } = found;
  const changed = (): void => {
    setFinished(modelChange?.state === 'SWITCHED' ? modelChange.toModel : undefined);
    reload();
    reloadFacts();
  };
  return (
    <div class="stack">
      <FailureNotice failure={failure} onRetry={reload} />
      {modelChange === null ? (
        <>
          {finished === modelName && <Notice kind="good">{t('finished', { model: modelName })}</Notice>}
          <p>{t('now', { model: modelName })}</p>
          {may('ADMIN') ? (
            <ChooseModel collection={name} present={modelName} onStarted={changed} />
          ) : (
            <p class="soft">{t('adminOnly')}</p>
          )}
        </>
      ) : (
        <UnderWay collection={name} change={modelChange} onChanged={changed} />
      )}
    </div>
  );
}

function UnderWay({ collection, change, onChanged }: StageProps) {
  const Stage = stages[change.state];
  return (
    <section class="stack" aria-label={t('steps')}>
      <h2>{t('from', { from: change.fromModel, to: change.toModel })}</h2>
      <Steps state={change.state} />
      <Stage collection={collection} change={change} onChanged={onChanged} />
    </section>
  );
}
