import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { CollectionChoicesDocument, type CollectionChoicesQuery } from '../../generated/operations.ts';
import { formatNumber } from '../../i18n/texts.ts';
import { useTitle } from '../../shell/use-title.ts';
import { Results } from './results.tsx';
import { texts as t } from './texts.ts';

const everything = {};

/** Search in a collection; without words, all of it. */
export function SearchPage() {
  const { data, failure, reload } = useQuery(CollectionChoicesDocument, everything);
  if (failure !== undefined) return <FailureNotice failure={failure} onRetry={reload} />;
  if (data === undefined) return <Loading />;
  if (data.collections.length === 0) {
    return (
      <Empty icon="collections" title={t('noCollectionsTitle')}>
        {t('noCollectionsText')}
      </Empty>
    );
  }
  return <Search collections={data.collections} />;
}

function Search({ collections }: { readonly collections: CollectionChoicesQuery['collections'] }) {
  const { query, route } = useLocation();
  const [text, setText] = useState(query['q'] ?? '');
  const name =
    collections.find((one) => one.name === query['collection'])?.name ?? collections[0]?.name ?? '';
  useTitle(query['q'] ?? t('title'));
  const go = (q: string, collection: string): void => {
    const parameters = new URLSearchParams({ ...(q === '' ? {} : { q }), collection });
    route(`/?${parameters}`);
  };
  return (
    <div class="stack">
      <h1 class="visually-hidden">{t('title')}</h1>
      <search aria-label={t('form')}>
        <form
          class="search-form"
          onSubmit={(event) => {
            event.preventDefault();
            go(text.trim(), name);
          }}
        >
          <TextField
            label={t('query')}
            isLabelHidden
            type="search"
            placeholder={t('queryHint')}
            value={text}
            onInput={setText}
          />
          <Select
            label={t('collection')}
            isLabelHidden
            value={name}
            options={collections.map(({ name: value, itemCount }) => ({
              value,
              label: t('collectionOption', { name: value, count: formatNumber(itemCount) }),
            }))}
            onChange={(collection) => go(query['q'] ?? '', collection)}
          />
          <Button look="primary" type="submit" icon="search">
            {t('submit')}
          </Button>
        </form>
      </search>
      <Results collection={name} text={query['q'] ?? ''} />
    </div>
  );
}
