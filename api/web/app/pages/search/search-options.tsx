import { useState } from 'preact/hooks';
import { Segments, Select } from '../../components/field.tsx';
import { FilterBuilder, FilterButton } from '../../filter/filter-builder.tsx';
import { formatNumber } from '../../i18n/texts.ts';
import { modeOf, modesOf } from './search-input.ts';
import type { Collections, Go } from './search-page.tsx';
import { againsts, isSearch, type SearchState } from './search-state.ts';
import { texts as t } from './texts.ts';

/** Where and how to search. */
export function SearchOptions({
  state,
  collection,
  collections,
  go,
}: {
  readonly state: SearchState;
  readonly collection: string;
  readonly collections: Collections;
  readonly go: Go;
}) {
  const { conditions } = state;
  const [isFiltering, setFiltering] = useState(conditions.length > 0);
  return (
    <div class="stack">
      <div class="row search-options">
        <Select
          label={t('collection')}
          isLabelHidden
          value={collection}
          options={collections.map(({ name, itemCount }) => ({
            value: name,
            label: t('collectionOption', { name, count: formatNumber(itemCount) }),
          }))}
          onChange={(chosen) => go({ collection: chosen, conditions: [] })}
        />
        {isSearch(state) && <Ways state={state} go={go} />}
        <FilterButton
          count={conditions.length}
          isOpen={isFiltering}
          onToggle={() => setFiltering(!isFiltering)}
        />
      </div>
      {isFiltering && (
        <FilterBuilder
          collection={collection}
          conditions={conditions}
          onChange={(changed) => go({ conditions: changed }, { replace: true })}
        />
      )}
    </div>
  );
}

function Ways({ state, go }: { readonly state: SearchState; readonly go: Go }) {
  const choices = modesOf(state);
  return (
    <>
      {choices.length > 1 && (
        <Segments
          label={t('mode')}
          value={modeOf(state)}
          options={choices.map((value) => ({ value, label: t(value) }))}
          onChange={(mode) => go({ mode })}
        />
      )}
      {modeOf(state) !== 'keywords' && (
        <Segments
          label={t('against')}
          value={state.against}
          options={againsts.map((value) => ({ value, label: t(value) }))}
          onChange={(against) => go({ against })}
        />
      )}
    </>
  );
}
