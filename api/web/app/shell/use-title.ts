import { useEffect } from 'preact/hooks';

/** Says in the tab, and to screen readers, which page this is. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? '图文 Tuwen' : `${title} · 图文 Tuwen`;
  }, [title]);
}
