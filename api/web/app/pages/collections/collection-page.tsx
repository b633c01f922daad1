import { useLocation, useRoute } from 'preact-iso';
import { may } from '../../client/session.ts';
import { type QueryState, useQuery } from '../../client/use-query.ts';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { type Tab, Tabs } from '../../components/tabs.tsx';
import {
  CollectionFactsDocument,
  type CollectionFactsFragment,
  type CollectionFactsQuery,
} from '../../generated/operations.ts';
import { Page } from '../../shell/page.tsx';
import { DuplicatesTab } from './duplicates/duplicates-tab.tsx';
import { ImportTab } from './import/import-tab.tsx';
import { ItemsTab } from './items/items-tab.tsx';
import { ModelTab } from './model-change/model-tab.tsx';
import { IndexTab } from './search-index/index-tab.tsx';
import { SettingsTab } from './settings/settings-tab.tsx';
import { texts as t } from './texts.ts';

/** One collection. */
export function CollectionPage() {
  const { params } = useRoute();
  const name = params['name'] ?? '';
  const query = useQuery(CollectionFactsDocument, { name });
  const { data, failure, reload } = query;
  if (data?.collection != null) return <Shown collection={data.collection} query={query} />;
  return (
    <Page title={name}>
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading label={t('loading')} />}
      {data?.collection === null && (
        <Empty icon="collections" title={t('missingTitle', { name })}>
          {t('missingText')} <a href="/collections">{t('toList')}</a>
        </Empty>
      )}
    </Page>
  );
}

const tabs = [
  { key: 'items', text: 'itemsTab', needs: 'READER', component: ItemsTab },
  { key: 'import', text: 'importTab', needs: 'EDITOR', component: ImportTab },
  { key: 'duplicates', text: 'duplicatesTab', needs: 'READER', component: DuplicatesTab },
  { key: 'index', text: 'indexTab', needs: 'READER', component: IndexTab },
  { key: 'model', text: 'modelTab', needs: 'READER', component: ModelTab },
  { key: 'settings', text: 'settingsTab', needs: 'EDITOR', component: SettingsTab },
] as const;

type TabKey = (typeof tabs)[number]['key'];

function Shown({
  collection,
  query,
}: {
  readonly collection: CollectionFactsFragment;
  readonly query: QueryState<CollectionFactsQuery>;
}) {
  const { query: parameters, route } = useLocation();
  const { name, description, itemCount, modelName, dimension } = collection;
  const offered = tabs.filter(({ needs }) => may(needs));
  const active = offered.find(({ key }) => key === parameters['tab']) ?? tabs[0];
  const Part = active.component;
  const labels: readonly Tab<TabKey>[] = offered.map(({ key, text }) => ({ key, label: t(text) }));
  return (
    <Page
      title={name}
      lead={
        <>
          {t('facts', { count: itemCount, model: modelName, dimension })}
          {description !== null && <span class="under">{description}</span>}
        </>
      }
      actions={
        <>
          <a class="button" href="/collections">
            {t('toList')}
          </a>
          <a class="button" href={`/?collection=${name}`}>
            {t('searchIn')}
          </a>
        </>
      }
    >
      <Tabs
        label={t('tabs')}
        tabs={labels}
        active={active.key}
        onChange={(key) => route(`/collections/${name}?tab=${key}`)}
      >
        <FailureNotice failure={query.failure} onRetry={query.reload} />
        <Part key={name} collection={collection} reload={query.reload} />
      </Tabs>
    </Page>
  );
}
