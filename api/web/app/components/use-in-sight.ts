import { useEffect } from 'preact/hooks';

/** Scrolls a row that is wider than its place sideways, so that the chosen one in it is in sight, when that changes. */
export function useInSight(
  row: { readonly current: HTMLElement | null },
  selector: string,
  chosen: string,
): void {
  useEffect(() => {
    const place = row.current?.getBoundingClientRect();
    const one = row.current?.querySelector(selector)?.getBoundingClientRect();
    if (place === undefined || one === undefined) return;
    row.current?.scrollBy({
      left: one.left - place.left - (place.width - one.width) / 2,
      behavior: 'instant',
    });
  }, [chosen]);
}
