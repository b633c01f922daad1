import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useQuery } from '../../client/use-query.ts';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { CollectionChoicesDocument, type CollectionChoicesQuery } from '../../generated/operations.ts';
import { useTitle } from '../../shell/use-title.ts';
import { Results } from './results.tsx';
import { SearchBar } from './search-bar.tsx';
import { SearchOptions } from './search-options.tsx';
import { addressOf, isSearch, readState, type SearchState } from './search-state.ts';
import { texts as t } from './texts.ts';

/** Search in a collection; without anything to search by, all of it. */
export function SearchPage() {
  const { data, failure, reload } = useQuery(CollectionChoicesDocument, {});
  useTitle(t('title'));
  return (
    <>
      <h1 class="visually-hidden">{t('title')}</h1>
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading />}
      {data?.collections.length === 0 && (
        <Empty icon="collections" title={t('noCollectionsTitle')}>
          {t('noCollectionsText')}
        </Empty>
      )}
      {data !== undefined && data.collections.length > 0 && <Search collections={data.collections} />}
    </>
  );
}

export type Collections = CollectionChoicesQuery['collections'];

/** Changes what is searched for; `replace` refines the newest entry of the history instead of making one. */
export type Go = (change: Partial<SearchState>, options?: { readonly replace?: boolean }) => void;

function Search({ collections }: { readonly collections: Collections }) {
  const { url, route } = useLocation();
  const state = useMemo(() => readState(url), [url]);
  const collection =
    collections.find(({ name }) => name === state.collection)?.name ?? collections[0]?.name ?? '';
  useTitle(state.text === '' ? t('title') : state.text);
  const go: Go = (change, { replace = false } = {}) =>
    route(addressOf({ ...state, collection, view: undefined, ...change }), replace);
  return (
    <div class="stack">
      <SearchBar state={state} go={go} />
      <SearchOptions state={state} collection={collection} collections={collections} go={go} />
      <Results key={isSearch(state) ? 'hits' : collection} state={state} collection={collection} go={go} />
    </div>
  );
}
