import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { useInSight } from './use-in-sight.ts';

export interface Tab<Key extends string> {
  readonly key: Key;
  readonly label: string;
}

/** Tabs as the ARIA practices have them: arrow keys move, Home and End go to the ends. */
export function Tabs<Key extends string>({
  label,
  tabs,
  active,
  onChange,
  children,
}: {
  readonly label: string;
  readonly tabs: readonly Tab<Key>[];
  readonly active: Key;
  readonly onChange: (key: Key) => void;
  /** The panel of the active one. */
  readonly children: ComponentChildren;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useInSight(list, '[aria-selected="true"]', active);
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ key }) => key === active);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChange(next.key);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${next.key}`)}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === active}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === active ? 0 : -1}
            onClick={() => onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${active}`} class="tab-panel">
        {children}
      </div>
    </>
  );
}
