import { request } from '../../client/request.ts';
import { session } from '../../client/session.ts';
import { type PageOf, usePages } from '../../client/use-pages.ts';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { VirtualGrid } from '../../components/virtual-grid.tsx';
import { BrowseDocument, type CardFragment, SearchDocument } from '../../generated/operations.ts';
import { ItemCard } from './item-card.tsx';
import { texts as t } from './texts.ts';

const pageSize = 60;

interface Entry {
  readonly item: CardFragment;
  readonly score: number | undefined;
}

/** Hits of a search, or all items where nothing is searched for. */
export function Results({ collection, text }: { readonly collection: string; readonly text: string }) {
  const question = JSON.stringify([collection, text, session.value.visit]);
  const pages = usePages<Entry>(question, (after, signal) =>
    text === '' ? browse({ collection, after }, signal) : search({ collection, text, after }, signal),
  );
  const { entries, failure, isLoading, hasMore } = pages;
  const status = isLoading ? t('loading') : t(hasMore ? 'found' : 'foundAll', { count: entries.length });
  return (
    <section class="stack" aria-label={t('results')}>
      <div class="row spread">
        <h2>{text === '' ? t('gallery') : text}</h2>
        <p class="soft" role="status">
          {failure === undefined && status}
        </p>
      </div>
      <FailureNotice failure={failure} onRetry={pages.retry} />
      {isLoading && entries.length === 0 && <Loading label={t('loading')} />}
      {!isLoading && failure === undefined && entries.length === 0 && <Nothing isSearch={text !== ''} />}
      <div class={isLoading ? 'stale' : undefined}>
        <VirtualGrid
          label={t('results')}
          count={entries.length}
          minimumWidth={148}
          heightOf={(width) => width + 62}
          onEndNear={pages.loadMore}
          renderCard={(index) => {
            const entry = entries[index];
            return entry === undefined ? null : <ItemCard item={entry.item} score={entry.score} />;
          }}
        />
      </div>
    </section>
  );
}

function Nothing({ isSearch }: { readonly isSearch: boolean }) {
  return isSearch ? (
    <Empty icon="search" title={t('noneTitle')}>
      {t('noneText')}
    </Empty>
  ) : (
    <Empty icon="picture" title={t('emptyCollectionTitle')}>
      {t('emptyCollectionText')}
    </Empty>
  );
}

async function browse(
  { collection, after }: { readonly collection: string; readonly after: string | null },
  signal: AbortSignal,
): Promise<PageOf<Entry>> {
  const { collection: found } = await request(BrowseDocument, { collection, first: pageSize, after }, signal);
  const items = found?.items;
  return {
    entries: (items?.nodes ?? []).map((item) => ({ item, score: undefined })),
    pageInfo: items?.pageInfo ?? { hasNextPage: false, endCursor: null },
  };
}

async function search(
  {
    collection,
    text,
    after,
  }: { readonly collection: string; readonly text: string; readonly after: string | null },
  signal: AbortSignal,
): Promise<PageOf<Entry>> {
  const variables = { collection, query: { text }, first: pageSize, after };
  const { search: found } = await request(SearchDocument, variables, signal);
  return {
    entries: (found?.edges ?? []).map(({ node, score }) => ({ item: node, score })),
    pageInfo: found?.pageInfo ?? { hasNextPage: false, endCursor: null },
  };
}
