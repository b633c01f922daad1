import { useState } from 'preact/hooks';
import { useQuery } from '../../client/use-query.ts';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { ModelsDocument } from '../../generated/operations.ts';
import { Page } from '../../shell/page.tsx';
import { ModelCard } from './model-card.tsx';
import { Plugins } from './plugins.tsx';
import { texts as t } from './texts.ts';

const everything = {};

/** Every model and every plugin. */
export function ModelsPage() {
  const { data, failure, reload } = useQuery(ModelsDocument, everything);
  const [done, setDone] = useState('');
  const models = data?.models;
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div class="stack">
        <p class="visually-hidden" role="status">
          {done}
        </p>
        <FailureNotice failure={failure} onRetry={reload} />
        {models === undefined && failure === undefined && <Loading label={t('loading')} />}
        {models?.length === 0 && (
          <Empty icon="models" title={t('emptyTitle')}>
            {t('emptyText')}
          </Empty>
        )}
        {models?.map((model) => (
          <ModelCard
            key={model.name}
            model={model}
            onChanged={(told) => {
              setDone(told);
              reload();
            }}
          />
        ))}
        <Plugins />
      </div>
    </Page>
  );
}
