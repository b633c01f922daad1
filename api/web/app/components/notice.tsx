import type { ComponentChildren } from 'preact';
import type { Failure } from '../client/failure.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { texts as t } from './texts.ts';

type Kind = 'info' | 'good' | 'warning' | 'error';

const icons: Readonly<Record<Kind, IconName>> = {
  info: 'info',
  good: 'check',
  warning: 'alert',
  error: 'alert',
};

/** Something to know; errors are said at once by screen readers, the others when there is a pause. */
export function Notice({
  kind = 'info',
  title,
  children,
  actions,
}: {
  readonly kind?: Kind;
  readonly title?: string;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
}) {
  return (
    <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} />
      <div class="notice-text">
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
      {actions !== undefined && <div class="notice-actions">{actions}</div>}
    </div>
  );
}

/** A failure: what it is in the reader's language, then the server's own sentence, remedy and code. */
export function FailureNotice({
  failure,
  onRetry,
}: {
  readonly failure: Failure | undefined;
  readonly onRetry?: (() => void) | undefined;
}) {
  if (failure === undefined) return null;
  const { code, message, remedy } = failure;
  const isNetwork = code === 'NETWORK';
  return (
    <Notice
      kind="error"
      title={t(t.has(code) ? code : 'failed')}
      actions={onRetry !== undefined && <Button onPress={onRetry}>{t('retry')}</Button>}
    >
      {isNetwork && <p>{t('networkHint')}</p>}
      {code === 'TIMEOUT' && <p>{t('timeoutHint')}</p>}
      {message !== '' && <p lang="en">{message}</p>}
      {remedy !== undefined && !message.includes(remedy) && <p lang="en">{remedy}</p>}
      {!isNetwork && (
        <p class="notice-code">
          {t('code')} <code>{code}</code>
        </p>
      )}
    </Notice>
  );
}
