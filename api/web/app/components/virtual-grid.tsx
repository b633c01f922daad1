import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

export interface VirtualGridProps {
  readonly label: string;
  readonly count: number;
  /** Narrowest a card may become, in pixels. */
  readonly minimumWidth: number;
  /** Height of a card of this width. */
  readonly heightOf: (width: number) => number;
  readonly renderCard: (index: number) => ComponentChildren;
  /** Called when the end comes near. */
  readonly onEndNear: () => void;
}

const gap = 12;

/**
 * A grid of cards as long as the page scrolls, of which only those near the window are in the document: ten thousand
 * cost what fifty do. A list to screen readers, with the places of those that are there.
 */
export function VirtualGrid({
  label,
  count,
  minimumWidth,
  heightOf,
  renderCard,
  onEndNear,
}: VirtualGridProps) {
  const list = useRef<HTMLUListElement>(null);
  const { width, top } = usePlace(list);
  const columns = Math.max(2, Math.floor((width + gap) / (minimumWidth + gap)));
  const cardWidth = (width - gap * (columns - 1)) / columns;
  const rowHeight = heightOf(Math.max(0, cardWidth));
  const rows = Math.ceil(count / columns);
  const virtualizer = useWindowVirtualizer(width === 0 ? 0 : rows, rowHeight + gap, top);
  const shown = virtualizer.getVirtualItems();
  const lastRow = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (count > 0 && lastRow >= rows - 2) onEndNear();
  });
  return (
    <ul
      class="virtual-grid"
      aria-label={label}
      ref={list}
      style={{ height: `${virtualizer.getTotalSize()}px` }}
    >
      {shown.flatMap(({ index: row, start }) =>
        Array.from({ length: Math.min(columns, count - row * columns) }, (_, column) => {
          const index = row * columns + column;
          return (
            <li
              key={index}
              aria-setsize={count}
              aria-posinset={index + 1}
              style={{
                width: `${cardWidth}px`,
                height: `${rowHeight}px`,
                transform: `translate(${column * (cardWidth + gap)}px, ${start - top}px)`,
              }}
            >
              {renderCard(index)}
            </li>
          );
        }),
      )}
    </ul>
  );
}

/** Width of the list and where it starts on the page, also after the window or something above it changes. */
function usePlace(list: { readonly current: HTMLElement | null }): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const box = list.current?.getBoundingClientRect();
      if (box === undefined) return;
      const next = { width: box.width, top: box.top + window.scrollY };
      setPlace((before) => (before.width === next.width && before.top === next.top ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (list.current !== null) observer.observe(list.current);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  return place;
}

function useWindowVirtualizer(count: number, size: number, top: number): Virtualizer<Window, Element> {
  const [, redraw] = useReducer((round: number) => round + 1, 0);
  const options = {
    count,
    estimateSize: () => size,
    scrollMargin: top,
    overscan: 3,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => window.scrollY,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<Window, Element>(options));
  virtualizer.setOptions(options);
  // Another size or place makes all measurements void
  useLayoutEffect(() => virtualizer.measure(), [size, top]);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
