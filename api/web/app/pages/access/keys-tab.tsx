import { useState } from 'preact/hooks';
import { request } from '../../client/request.ts';
import { session } from '../../client/session.ts';
import { useAction } from '../../client/use-action.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { Empty, Loading } from '../../components/empty.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { type Column, Table } from '../../components/table.tsx';
import {
  type ApiKeyFactsFragment,
  ApiKeysDocument,
  RevokeApiKeyDocument,
} from '../../generated/operations.ts';
import { formatInstant } from '../../i18n/texts.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { texts as t } from './texts.ts';

const everything = {};

/** API keys: made, listed and revoked. */
export function KeysTab() {
  const { data, failure, reload } = useQuery(ApiKeysDocument, everything);
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button look="primary" icon="plus" onPress={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <div class="stack">
      <FailureNotice failure={failure} onRetry={reload} />
      {data === undefined && failure === undefined && <Loading />}
      {data?.apiKeys.length === 0 && (
        <Empty icon="access" title={t('noKeys')}>
          <p>{t('noKeysText')}</p>
          {create}
        </Empty>
      )}
      {data !== undefined && data.apiKeys.length > 0 && (
        <>
          <div class="row">{create}</div>
          <Table caption={t('keys')} columns={columns(reload)} rows={data.apiKeys} keyOf={({ id }) => id} />
        </>
      )}
      {isCreating && <CreateKeyDialog onCreated={reload} onClose={() => setCreating(false)} />}
    </div>
  );
}

type Key = ApiKeyFactsFragment;

const columns = (reload: () => void): readonly Column<Key>[] => [
  {
    key: 'name',
    label: t('name'),
    sortBy: ({ name }) => name,
    cell: ({ id, name }) => (
      <>
        <span class="path">{name}</span>
        <code class="key-prefix">tuwen_{id}_…</code>
      </>
    ),
  },
  { key: 'role', label: t('role'), sortBy: ({ role }) => role, cell: ({ role }) => t(role) },
  { key: 'state', label: t('state'), cell: (key) => <State of={key} /> },
  {
    key: 'used',
    label: t('lastUsed'),
    sortBy: ({ lastUsedAt }) => lastUsedAt ?? '',
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('neverUsed') : <Instant at={lastUsedAt} />),
  },
  {
    key: 'expires',
    label: t('expires'),
    sortBy: ({ expiresAt }) => expiresAt ?? '9',
    cell: ({ expiresAt }) => (expiresAt === null ? t('never') : <Instant at={expiresAt} />),
  },
  {
    key: 'created',
    label: t('created'),
    sortBy: ({ createdAt }) => createdAt,
    cell: ({ createdAt, createdBy }) => (
      <>
        <Instant at={createdAt} />
        <small class="soft by">{t('createdBy', { by: shownMaker(createdBy) })}</small>
      </>
    ),
  },
  {
    key: 'actions',
    label: t('actions'),
    cell: (key) => key.revokedAt === null && <RevokeButton of={key} onRevoked={reload} />,
  },
];

const Instant = ({ at }: { readonly at: string }) => <time dateTime={at}>{formatInstant(at)}</time>;

function State({ of: { revokedAt, expiresAt } }: { readonly of: Key }) {
  if (revokedAt !== null) return <span class="badge bad">{t('revoked')}</span>;
  if (expiresAt !== null && new Date(expiresAt).getTime() <= Date.now())
    return <span class="badge warning">{t('expired')}</span>;
  return <span class="badge good">{t('active')}</span>;
}

function RevokeButton({ of: { id, name }, onRevoked }: { readonly of: Key; readonly onRevoked: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const revoke = useAction(async () => {
    await request(RevokeApiKeyDocument, { id });
    setAsking(false);
    onRevoked();
  });
  return (
    <>
      <Button look="plain" icon="trash" label={t('revokeName', { name })} onPress={() => setAsking(true)} />
      {isAsking && (
        <Confirm
          title={t('revokeTitle', { name })}
          action={t('revoke')}
          isBusy={revoke.isBusy}
          onConfirm={() => void revoke.run()}
          onClose={() => setAsking(false)}
        >
          <p>{t('revokeText')}</p>
          {session.value.viewer?.subject === id && <p>{t('revokeOwn')}</p>}
          <FailureNotice failure={revoke.failure} />
        </Confirm>
      )}
    </>
  );
}

/** `local local` and `admin-key admin-key` name one thing twice. */
function shownMaker(createdBy: string): string {
  return createdBy.replace(/^(\S+) \1$/, '$1');
}
