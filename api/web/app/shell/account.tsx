import { useState } from 'preact/hooks';
import { session, signOut } from '../client/session.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { SignInForm } from './sign-in.tsx';
import { texts as t } from './texts.ts';

/** Who the server says this is, and the way in or out; nothing in open mode. */
export function Account() {
  const [isOpen, setOpen] = useState(false);
  const { viewer } = session.value;
  if (viewer == null || viewer.openMode) return null;
  if (viewer.kind === 'ANONYMOUS') {
    return (
      <div class="account">
        <Button icon="lock" onPress={() => setOpen(true)}>
          {t('signIn')}
        </Button>
        {isOpen && (
          <Dialog title={t('signInTitle')} onClose={() => setOpen(false)}>
            <SignInForm onDone={() => setOpen(false)} />
          </Dialog>
        )}
      </div>
    );
  }
  return (
    <div class="account">
      <p>
        <strong>{t(viewer.role)}</strong>
        <span>{viewer.subject}</span>
      </p>
      <Button onPress={() => void signOut()}>{t('signOut')}</Button>
    </div>
  );
}
