import { keptFile } from '../../client/picture.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { VirtualGrid } from '../../components/virtual-grid.tsx';
import { ItemCard } from './item-card.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { allParts, isMix } from './search-input.ts';
import type { Go } from './search-page.tsx';
import { isSearch, type SearchState } from './search-state.ts';
import { texts as t } from './texts.ts';
import { TokenView } from './token-view.tsx';
import { type Keywords, type SearchPages, useSearch } from './use-search.ts';

interface ResultsProps {
  readonly state: SearchState;
  readonly collection: string;
  readonly go: Go;
}

/** Hits of a search, or all items where nothing is searched for. */
export function Results({ state, collection, go }: ResultsProps) {
  const isGone = state.parts.some(({ kind, value }) => kind === 'file' && keptFile(value) === undefined);
  if (isGone) {
    return (
      <Empty icon="picture" title={t('goneTitle')}>
        <p>{t('goneText')}</p>
        <Button
          onPress={() =>
            go({
              parts: state.parts.filter(
                ({ kind, value }) => kind !== 'file' || keptFile(value) !== undefined,
              ),
            })
          }
        >
          {t('remove')}
        </Button>
      </Empty>
    );
  }
  return <Found state={state} collection={collection} go={go} />;
}

function Found({ state, collection, go }: ResultsProps) {
  const pages = useSearch(state, collection);
  const { entries, failure, isLoading, answer } = pages;
  const viewed = entries.find(({ item }) => item.id === state.view);
  return (
    <section class="stack" aria-label={t('results')}>
      <div class="row spread">
        <h2 class="results-title">{titleOf(state)}</h2>
        <p class="soft" role="status">
          {failure === undefined && statusOf(pages)}
        </p>
      </div>
      {answer !== undefined && !isLoading && <TokenView readings={answer.tokenizations} />}
      {answer?.keywords != null && !isLoading && <LeftOut keywords={answer.keywords} />}
      <FailureNotice failure={failure} onRetry={pages.retry} />
      {isLoading && entries.length === 0 && <Loading label={t('loading')} />}
      {!isLoading && failure === undefined && entries.length === 0 && <Nothing state={state} go={go} />}
      {!isLoading && entries.length > 0 && answer?.nothingMatches === true && (
        <Notice kind="warning" title={t('nothingTitle')}>
          <p>{t('nothingText')}</p>
        </Notice>
      )}
      <Grid pages={pages} go={go} />
      {state.view !== undefined && (
        <ItemDialog
          id={state.view}
          hit={viewed?.hit}
          parts={allParts(state)}
          onClose={() => go({}, { replace: true })}
          onSimilar={(id) =>
            go({ text: '', parts: [{ kind: 'item', value: id, weight: 1 }], conditions: [] })
          }
          onMix={(id, weight) => go({ parts: [...state.parts, { kind: 'item', value: id, weight }] })}
        />
      )}
    </section>
  );
}

/** What the words of a search did not reach; nothing where all were looked for. */
function LeftOut({ keywords: { terms, leftOut } }: { readonly keywords: Keywords }) {
  const [first] = leftOut;
  if (first === undefined) return null;
  return <Notice kind="warning">{t('leftOut', { read: terms.length, first, count: leftOut.length })}</Notice>;
}

function Grid({ pages, go }: { readonly pages: SearchPages; readonly go: Go }) {
  const { entries, isLoading, loadMore } = pages;
  const hasScores = entries[0]?.hit !== undefined;
  return (
    <div class={isLoading ? 'stale' : undefined} aria-busy={isLoading}>
      <VirtualGrid
        label={t('results')}
        count={entries.length}
        minimumWidth={148}
        heightOf={(width) => Math.round(width) + (hasScores ? 48 : 30)}
        onEndNear={loadMore}
        renderCard={(index) => {
          const entry = entries[index];
          return (
            entry !== undefined && (
              <ItemCard
                item={entry.item}
                hit={entry.hit}
                onOpen={() => go({ view: entry.item.id })}
                onSimilar={() =>
                  go({ text: '', parts: [{ kind: 'item', value: entry.item.id, weight: 1 }], conditions: [] })
                }
              />
            )
          );
        }}
      />
    </div>
  );
}

function titleOf(state: SearchState): string {
  const parts = allParts(state);
  if (parts.length === 0) return t('gallery');
  if (isMix(parts)) return t('resultsForMix');
  return state.text === '' && parts[0]?.kind !== 'text'
    ? t('resultsForPicture')
    : t('resultsForText', { text: parts[0]?.value ?? '' });
}

function statusOf({ isLoading, hasMore, entries, answer }: SearchPages): string {
  if (isLoading) return t('loading');
  const count = t(hasMore ? 'found' : 'foundAll', { count: entries.length });
  const plan = answer?.plan == null ? [] : [t(`plan_${answer.plan}`)];
  const under =
    answer?.underfilled == null || hasMore || entries.length === 0 ? [] : [t(`under_${answer.underfilled}`)];
  return [count, ...plan, ...under].join(' · ');
}

function Nothing({ state, go }: { readonly state: SearchState; readonly go: Go }) {
  if (!isSearch(state)) {
    return (
      <Empty icon="picture" title={t('emptyCollectionTitle')}>
        {t('emptyCollectionText')}
      </Empty>
    );
  }
  return (
    <Empty icon="search" title={t('noneTitle')}>
      <p>{t('noneText')}</p>
      {state.conditions.length > 0 && (
        <Button onPress={() => go({ conditions: [] })}>{t('clearFilters')}</Button>
      )}
    </Empty>
  );
}
