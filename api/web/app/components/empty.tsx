import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import { texts as t } from './texts.ts';

/** In place of a list that has nothing, with what to do about it. */
export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <p class="empty-title">{title}</p>
      {children !== undefined && <div class="empty-text">{children}</div>}
    </div>
  );
}

/** While the first answer is awaited; it shows only when that takes a moment. */
export function Loading({ label }: { readonly label?: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {label ?? t('loading')}
    </p>
  );
}
