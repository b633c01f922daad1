import { useState } from 'preact/hooks';
import { itemPicture, type Picture } from '../client/picture.ts';
import { request } from '../client/request.ts';
import { usePages } from '../client/use-pages.ts';
import { useQuery } from '../client/use-query.ts';
import {
  BrowseDocument,
  type CardFragment,
  CollectionChoicesDocument,
  SearchDocument,
} from '../generated/operations.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Loading } from './empty.tsx';
import { Select, TextField } from './field.tsx';
import { FailureNotice } from './notice.tsx';
import { texts as t } from './texts.ts';

const pageSize = 48;
const pauseMs = 300;

/** A button that opens a collection to take pictures from. */
export function ItemPickerButton({ onPicture }: { readonly onPicture: (picture: Picture) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon="collections" onPress={() => setOpen(true)}>
        {t('fromCollection')}
      </Button>
      {isOpen && (
        <ItemPicker
          onClose={() => setOpen(false)}
          onPicture={(picture) => {
            setOpen(false);
            onPicture(picture);
          }}
        />
      )}
    </>
  );
}

function ItemPicker({
  onPicture,
  onClose,
}: {
  readonly onPicture: (picture: Picture) => void;
  readonly onClose: () => void;
}) {
  const { data, failure } = useQuery(CollectionChoicesDocument, {});
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState('');
  const collection = chosen ?? data?.collections[0]?.name;
  const pages = useItems(collection, text.trim());
  const shown = pages.entries.filter(({ image }) => image !== null);
  return (
    <Dialog title={t('fromCollection')} size="wide" onClose={onClose}>
      <div class="picker-head">
        <Select
          label={t('collection')}
          value={collection ?? ''}
          options={(data?.collections ?? []).map(({ name }) => ({ value: name, label: name }))}
          onChange={setChosen}
        />
        <TextField label={t('searchItems')} type="search" value={text} onInput={setText} />
      </div>
      <FailureNotice failure={failure ?? pages.failure} />
      {pages.isLoading && shown.length === 0 && <Loading />}
      {!pages.isLoading && shown.length === 0 && <p class="soft">{t('noPictures')}</p>}
      <ul class="picker">
        {shown.map((item) => (
          <PickerItem key={item.id} item={item} onPicture={onPicture} />
        ))}
      </ul>
      {pages.hasMore && (
        <div class="row">
          <Button onPress={pages.loadMore}>{t('more')}</Button>
        </div>
      )}
    </Dialog>
  );
}

function PickerItem({
  item,
  onPicture,
}: {
  readonly item: CardFragment;
  readonly onPicture: (picture: Picture) => void;
}) {
  const name = item.text ?? item.key;
  const url = item.image?.thumbnailUrl ?? '';
  return (
    <li>
      <button
        type="button"
        class="tile"
        title={name}
        onClick={() => onPicture(itemPicture(item.id, name, url))}
      >
        <img src={url} alt={name} loading="lazy" decoding="async" />
      </button>
    </li>
  );
}

/** Items of a collection, or what a search finds among them. */
function useItems(collection: string | undefined, text: string) {
  return usePages<CardFragment>(
    collection && JSON.stringify([collection, text]),
    async (after, signal) => {
      const page = { collection: collection ?? '', first: pageSize, after };
      if (text === '') {
        const items = (await request(BrowseDocument, { ...page, filter: null }, signal)).collection?.items;
        return { entries: items?.nodes ?? [], pageInfo: items?.pageInfo ?? lastPage };
      }
      const variables = { ...page, query: { text }, against: 'IMAGE', filter: null } as const;
      const found = (await request(SearchDocument, variables, signal)).search;
      return { entries: found?.edges.map(({ node }) => node) ?? [], pageInfo: found?.pageInfo ?? lastPage };
    },
    pauseMs,
  );
}

const lastPage = { hasNextPage: false, endCursor: null };
