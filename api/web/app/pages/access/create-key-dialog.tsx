import { useRef, useState } from 'preact/hooks';
import { Failure } from '../../client/failure.ts';
import { request } from '../../client/request.ts';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { CreateApiKeyDocument, type CreateApiKeyInput, type Role } from '../../generated/operations.ts';
import { texts as t } from './texts.ts';

const roles: readonly Role[] = ['READER', 'EDITOR', 'ADMIN'];
const expiries = ['30', '90', '365', ''] as const;
type Expiry = (typeof expiries)[number];

/** Makes a key, then shows its secret once. */
export function CreateKeyDialog({
  onCreated,
  onClose,
}: {
  readonly onCreated: () => void;
  readonly onClose: () => void;
}) {
  const [secret, setSecret] = useState<string>();
  if (secret !== undefined) return <Secret token={secret} onClose={onClose} />;
  return (
    <KeyForm
      onClose={onClose}
      onCreated={(token) => {
        setSecret(token);
        onCreated();
      }}
    />
  );
}

function KeyForm({
  onCreated,
  onClose,
}: {
  readonly onCreated: (token: string) => void;
  readonly onClose: () => void;
}) {
  const create = useAction(async (input: CreateApiKeyInput) => {
    const { createApiKey } = await request(CreateApiKeyDocument, { input });
    if (createApiKey === null) throw new Failure('HTTP', '');
    onCreated(createApiKey.token);
  });
  return (
    <Dialog
      title={t('createTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="primary" type="submit" form="create-key" isBusy={create.isBusy}>
            {t('createNow')}
          </Button>
        </>
      }
    >
      <KeyFields onSubmit={(input) => void create.run(input)} failure={create.failure} />
    </Dialog>
  );
}

function KeyFields({
  onSubmit,
  failure,
}: {
  readonly onSubmit: (input: CreateApiKeyInput) => void;
  readonly failure: Failure | undefined;
}) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('READER');
  const [expiry, setExpiry] = useState<Expiry>('90');
  return (
    <form
      id="create-key"
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({
          name: name.trim(),
          role,
          expiresInDays: expiry === '' ? null : Number(expiry),
        });
      }}
    >
      <TextField
        label={t('name')}
        hint={t('nameHint')}
        isRequired
        maxLength={64}
        value={name}
        onInput={setName}
      />
      <Select
        label={t('role')}
        hint={t(`may-${role}`)}
        value={role}
        options={roles.map((value) => ({ value, label: t(value) }))}
        onChange={setRole}
      />
      <Select
        label={t('expiry')}
        value={expiry}
        options={expiries.map((value) => ({
          value,
          label: value === '' ? t('never') : t('days', { count: Number(value) }),
        }))}
        onChange={setExpiry}
      />
      <FailureNotice failure={failure} />
    </form>
  );
}

function Secret({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<'yes' | 'no'>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(token);
      setCopied('yes');
    } catch {
      if (shown.current !== null) getSelection()?.selectAllChildren(shown.current);
      setCopied('no');
    }
  };
  return (
    <Dialog
      title={t('secretTitle')}
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {t('kept')}
        </Button>
      }
    >
      <Notice kind="warning">
        <p>{t('secretText')}</p>
      </Notice>
      <div class="secret">
        <code ref={shown}>{token}</code>
        <Button icon={copied === 'yes' ? 'check' : 'similar'} onPress={() => void copy()}>
          {t(copied === 'yes' ? 'copied' : 'copy')}
        </Button>
      </div>
      <p class="hint" role="status">
        {copied === 'no' && t('copyFailed')}
      </p>
    </Dialog>
  );
}
