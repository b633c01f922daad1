import { Notice } from '../../../components/notice.tsx';
import { texts as t } from '../texts.ts';

/** Pictures that were left out. */
export function Unreadable({ count, names }: { readonly count: number; readonly names: readonly string[] }) {
  if (count === 0) return null;
  return (
    <Notice kind="warning" title={t('unreadable', { count })}>
      <details>
        <summary>{t('which')}</summary>
        <ul class="paths">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}
