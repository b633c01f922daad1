import { useState } from 'preact/hooks';
import { request } from '../../../client/request.ts';
import { session } from '../../../client/session.ts';
import { type Pages, usePages } from '../../../client/use-pages.ts';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { Segments, Select } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/notice.tsx';
import { Progress } from '../../../components/progress.tsx';
import {
  type DuplicateGroupFragment,
  DuplicatesDocument,
  type Modality,
} from '../../../generated/operations.ts';
import { ItemDialog } from '../items/item-dialog.tsx';
import type { TabProps } from '../tab-props.ts';
import { Group } from './group.tsx';
import { texts as t } from './texts.ts';

const likenesses = { same: 0.9999, near: 0.98, like: 0.95, loose: 0.9 } as const;
type Likeness = keyof typeof likenesses;
const likenessNames = Object.keys(likenesses) as readonly Likeness[];
const modalities: readonly Modality[] = ['IMAGE', 'TEXT'];
const pageSize = 20;

interface Comparison {
  readonly covered: number;
  readonly total: number;
  readonly isExact: boolean;
}

/** Groups of items that look alike. */
export function DuplicatesTab({ collection: { name }, reload }: TabProps) {
  const [against, setAgainst] = useState<Modality>('IMAGE');
  const [likeness, setLikeness] = useState<Likeness>('near');
  const [opened, setOpened] = useState<string>();
  const { pages, comparison } = useDuplicates(name, against, likenesses[likeness]);
  const changed = (): void => {
    reload();
    pages.retry();
  };
  return (
    <div class="stack">
      <p class="soft">{t('lead')}</p>
      <div class="row">
        <Segments
          label={t('against')}
          value={against}
          options={modalities.map((value) => ({ value, label: t(value) }))}
          onChange={setAgainst}
        />
        <Select
          label={t('likeness')}
          isLabelHidden
          value={likeness}
          options={likenessNames.map((value) => ({ value, label: t(value) }))}
          onChange={setLikeness}
        />
      </div>
      <FailureNotice failure={pages.failure} onRetry={pages.retry} />
      {pages.isLoading && (
        <Progress label={t('comparing')} done={comparison?.covered ?? 0} total={comparison?.total} />
      )}
      <Groups
        collection={name}
        pages={pages}
        isExact={comparison?.isExact ?? true}
        onOpen={setOpened}
        onChanged={changed}
      />
      {opened !== undefined && (
        <ItemDialog id={opened} collection={name} onChanged={changed} onClose={() => setOpened(undefined)} />
      )}
    </div>
  );
}

function Groups({
  collection,
  pages: { entries, isLoading, hasMore, failure, loadMore },
  isExact,
  onOpen,
  onChanged,
}: {
  readonly collection: string;
  readonly pages: Pages<DuplicateGroupFragment>;
  readonly isExact: boolean;
  readonly onOpen: (id: string) => void;
  readonly onChanged: () => void;
}) {
  const isEmpty = !isLoading && failure === undefined && entries.length === 0;
  return (
    <>
      <p class="soft" role="status">
        {!isLoading && entries.length > 0 && t(hasMore ? 'found' : 'foundAll', { count: entries.length })}
        {!isLoading && !isExact && ` ${t('approximate')}`}
      </p>
      {isEmpty && (
        <Empty icon="check" title={t('noneTitle')}>
          {t('none')}
        </Empty>
      )}
      <ol class={isLoading ? 'stack stale' : 'stack'} aria-label={t('groups')}>
        {entries.map((group, index) => (
          <li key={group.members[0]?.item.id}>
            <Group
              collection={collection}
              group={group}
              index={index}
              onOpen={onOpen}
              onChanged={onChanged}
            />
          </li>
        ))}
      </ol>
      {hasMore && (
        <div>
          <Button onPress={loadMore}>{t('more')}</Button>
        </div>
      )}
    </>
  );
}

/** Asks until everything is compared, then page by page. */
function useDuplicates(
  collection: string,
  against: Modality,
  minScore: number,
): { readonly pages: Pages<DuplicateGroupFragment>; readonly comparison: Comparison | undefined } {
  const [comparison, setComparison] = useState<Comparison>();
  const question = JSON.stringify([collection, against, minScore, session.value.visit]);
  const pages = usePages<DuplicateGroupFragment>(question, async (after, signal) => {
    for (;;) {
      const variables = { collection, against, minScore, first: pageSize, after };
      const { duplicates } = await request(DuplicatesDocument, variables, signal);
      const { coveredItems: covered, totalItems: total, isExact } = duplicates;
      setComparison({ covered, total, isExact });
      if (duplicates.isComplete) return { entries: duplicates.nodes, pageInfo: duplicates.pageInfo };
    }
  });
  return { pages, comparison };
}
