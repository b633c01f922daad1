import { useState } from 'preact/hooks';
import { may } from '../../client/session.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { CollectionsDocument } from '../../generated/operations.ts';
import { Page } from '../../shell/page.tsx';
import { CollectionCard } from './list/collection-card.tsx';
import { CreateDialog } from './list/create-dialog.tsx';
import { texts as t } from './texts.ts';

const everything = {};

/** Every collection, and the way to a new one. */
export function CollectionsPage() {
  const { data, failure, reload } = useQuery(CollectionsDocument, everything);
  const [isCreating, setCreating] = useState(false);
  const actions = may('EDITOR') && (
    <Button look="primary" icon="plus" onPress={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={actions}>
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading label={t('loading')} />}
      {data?.collections.length === 0 && (
        <Empty icon="collections" title={t('emptyTitle')}>
          {t(may('EDITOR') ? 'emptyText' : 'emptyReader')}
        </Empty>
      )}
      <ul class="collection-list" aria-label={t('title')}>
        {data?.collections.map((collection) => (
          <li key={collection.name}>
            <CollectionCard collection={collection} />
          </li>
        ))}
      </ul>
      {isCreating && <CreateDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
