import { useState } from 'preact/hooks';
import { session, signIn } from '../client/session.ts';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { texts as t } from './texts.ts';
import { useTitle } from './use-title.ts';

/** In place of every page while the server asks for a key. */
export function SignIn() {
  useTitle(t('signIn'));
  return (
    <main class="sign-in" id="content">
      <img src="/favicon.svg" alt="" width={48} height={48} />
      <h1>{t('signInTitle')}</h1>
      <SignInForm />
    </main>
  );
}

export function SignInForm({ onDone }: { readonly onDone?: () => void }) {
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const isKnown = await signIn(key.trim());
    setBusy(false);
    if (isKnown) onDone?.();
  };
  return (
    <form
      class="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>{t('signInText')}</p>
      <TextField
        label={t('key')}
        type="password"
        autocomplete="current-password"
        isRequired
        value={key}
        onInput={setKey}
        error={refusal()}
      />
      <Button look="primary" type="submit" isBusy={isBusy}>
        {t('signIn')}
      </Button>
    </form>
  );
}

function refusal(): string | undefined {
  const { failure } = session.value;
  if (failure === undefined) return undefined;
  if (failure.code === 'UNAUTHENTICATED') return t('keyRefused');
  return failure.code === 'RATE_LIMITED' ? t('keyTooMany') : failure.message || t('unreachable');
}
