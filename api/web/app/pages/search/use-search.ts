import { useState } from 'preact/hooks';
import { keptFile } from '../../client/picture.ts';
import { request } from '../../client/request.ts';
import { session } from '../../client/session.ts';
import { type PageOf, type Pages, sizeOfPage, usePages } from '../../client/use-pages.ts';
import { withPictures } from '../../client/with-pictures.ts';
import { useFilter } from '../../filter/use-filter.ts';
import {
  BrowseDocument,
  type CardFragment,
  type ItemFilter,
  SearchDocument,
  type SearchQuery,
} from '../../generated/operations.ts';
import { allParts, searchInput } from './search-input.ts';
import { isSearch, type SearchState } from './search-state.ts';

const firstHits = 60;
const firstItems = 100;

type Connection = NonNullable<SearchQuery['search']>;
export type Hit = Connection['edges'][number];
export type Keywords = NonNullable<Connection['keywords']>;

export interface Entry {
  readonly item: CardFragment;
  /** Undefined where nothing is searched for. */
  readonly hit: Hit | undefined;
}

export interface SearchPages extends Pages<Entry> {
  /** What is true of the whole answer; of a search only. */
  readonly answer:
    | Pick<Connection, 'plan' | 'underfilled' | 'tokenizations' | 'nothingMatches' | 'keywords'>
    | undefined;
}

/** The hits of a state, or the collection's items. */
export function useSearch(state: SearchState, collection: string): SearchPages {
  const { against, conditions, mode } = state;
  const [answer, setAnswer] = useState<SearchPages['answer']>();
  const { filter, isKnown, failure } = useFilter(collection, conditions);
  const parts = allParts(state);
  const ask = async (after: string | null, signal: AbortSignal): Promise<PageOf<Entry>> => {
    if (!isSearch(state)) {
      setAnswer(undefined);
      return browse(collection, filter, after, signal);
    }
    const pictures = parts.flatMap(({ kind, value }) => (kind === 'file' ? (keptFile(value) ?? []) : []));
    const found = await withPictures(pictures, async (imageById) => {
      const query = searchInput(state, imageById);
      const variables = { collection, query, filter, against, first: sizeOfPage(after, firstHits), after };
      return (await request(SearchDocument, variables, signal)).search;
    });
    if (found === null) return nothing;
    // What is said of the whole search is said of its first page.
    if (after === null) setAnswer(found);
    else setAnswer((before) => before && { ...before, underfilled: found.underfilled });
    return { entries: found.edges.map((hit) => ({ item: hit.node, hit })), pageInfo: found.pageInfo };
  };
  const question = JSON.stringify([collection, parts, mode, against, filter, session.value.visit]);
  const pages = usePages<Entry>(isKnown ? question : undefined, ask);
  return { ...pages, failure: pages.failure ?? failure, answer };
}

const nothing: PageOf<Entry> = { entries: [], pageInfo: { hasNextPage: false, endCursor: null } };

async function browse(
  collection: string,
  filter: ItemFilter | null,
  after: string | null,
  signal: AbortSignal,
): Promise<PageOf<Entry>> {
  const data = await request(
    BrowseDocument,
    { collection, first: sizeOfPage(after, firstItems), after, filter },
    signal,
  );
  const items = data.collection?.items;
  if (items === undefined) return nothing;
  return { entries: items.nodes.map((item) => ({ item, hit: undefined })), pageInfo: items.pageInfo };
}
