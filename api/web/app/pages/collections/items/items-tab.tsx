import { useState } from 'preact/hooks';
import type { Picture } from '../../../client/picture.ts';
import { request } from '../../../client/request.ts';
import { may, session } from '../../../client/session.ts';
import { type PageOf, type Pages, sizeOfPage, usePages } from '../../../client/use-pages.ts';
import { Button } from '../../../components/button.tsx';
import { Empty, Loading } from '../../../components/empty.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { PictureField } from '../../../components/picture-field.tsx';
import { VirtualGrid } from '../../../components/virtual-grid.tsx';
import type { Condition } from '../../../filter/conditions.ts';
import { FilterBuilder, FilterButton } from '../../../filter/filter-builder.tsx';
import { useFilter } from '../../../filter/use-filter.ts';
import { type ItemFilter, type ItemRowFragment, ItemsDocument } from '../../../generated/operations.ts';
import { AddDialog } from '../add/add-dialog.tsx';
import type { TabProps } from '../tab-props.ts';
import { FindByKey } from './find-by-key.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { ItemTile } from './item-tile.tsx';
import { texts as t } from './texts.ts';

const firstPage = 100;
/** A value that is typed is not asked for letter by letter. */
const pauseMs = 300;

/** All items, with ways to look at one and to add others. */
export function ItemsTab({ collection, reload }: TabProps) {
  const { name, itemCount } = collection;
  const [opened, setOpened] = useState<string>();
  const [given, setGiven] = useState<readonly Picture[]>();
  const [conditions, setConditions] = useState<readonly Condition[]>([]);
  const [isFiltering, setFiltering] = useState(false);
  const { filter, isKnown, failure } = useFilter(name, conditions);
  const question = JSON.stringify([name, filter, session.value.visit]);
  const pages = usePages<ItemRowFragment>(
    isKnown ? question : undefined,
    (after, signal) => browse(name, filter, after, signal),
    filter === null ? 0 : pauseMs,
  );
  const changed = (): void => {
    reload();
    pages.retry();
  };
  return (
    <div class="stack">
      <div class="row spread">
        <div class="row">
          <FindByKey collection={name} onFound={setOpened} />
          <FilterButton
            count={conditions.length}
            isOpen={isFiltering}
            onToggle={() => setFiltering(!isFiltering)}
          />
        </div>
        {may('EDITOR') && given === undefined && opened === undefined && <AddButtons onGiven={setGiven} />}
      </div>
      {isFiltering && <FilterBuilder collection={name} conditions={conditions} onChange={setConditions} />}
      <FailureNotice failure={failure} />
      <ItemGrid pages={pages} total={filter === null ? itemCount : undefined} onOpen={setOpened} />
      {opened !== undefined && (
        <ItemDialog id={opened} collection={name} onChanged={changed} onClose={() => setOpened(undefined)} />
      )}
      {given !== undefined && (
        <AddDialog collection={name} given={given} onAdded={changed} onClose={() => setGiven(undefined)} />
      )}
    </div>
  );
}

function AddButtons({ onGiven }: { readonly onGiven: (pictures: readonly Picture[]) => void }) {
  return (
    <div class="row">
      <PictureField label={t('addPictures')} isMultiple isCompact onPictures={onGiven} />
      <Button icon="plus" onPress={() => onGiven([])}>
        {t('addText')}
      </Button>
    </div>
  );
}

function ItemGrid({
  pages,
  total,
  onOpen,
}: {
  readonly pages: Pages<ItemRowFragment>;
  /** Undefined where only some are shown, which are counted as they come. */
  readonly total: number | undefined;
  readonly onOpen: (id: string) => void;
}) {
  const { entries, failure, isLoading, hasMore } = pages;
  const isEmpty = !isLoading && failure === undefined && entries.length === 0;
  const count = entries.length;
  const loaded = total === undefined ? t('someLoaded', { count }) : t('loaded', { count, total });
  const status = hasMore ? loaded : t(total === undefined ? 'allThatPass' : 'all', { count });
  return (
    <>
      <p class="soft" role="status">
        {isLoading ? t('loading') : failure === undefined && status}
      </p>
      <FailureNotice failure={failure} onRetry={pages.retry} />
      {isLoading && entries.length === 0 && <Loading label={t('loading')} />}
      {isEmpty && total !== undefined && (
        <Empty icon="picture" title={t('emptyTitle')}>
          {t(may('EDITOR') ? 'emptyText' : 'emptyReader')}
        </Empty>
      )}
      <VirtualGrid
        label={t('list')}
        count={entries.length}
        minimumWidth={132}
        heightOf={(width) => width + 34}
        onEndNear={pages.loadMore}
        renderCard={(index) => {
          const item = entries[index];
          return item === undefined ? null : <ItemTile item={item} onOpen={() => onOpen(item.id)} />;
        }}
      />
    </>
  );
}

async function browse(
  collection: string,
  filter: ItemFilter | null,
  after: string | null,
  signal: AbortSignal,
): Promise<PageOf<ItemRowFragment>> {
  const { collection: found } = await request(
    ItemsDocument,
    { collection, first: sizeOfPage(after, firstPage), after, filter },
    signal,
  );
  return {
    entries: found?.items.nodes ?? [],
    pageInfo: found?.items.pageInfo ?? { hasNextPage: false, endCursor: null },
  };
}
