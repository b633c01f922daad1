import type { ComponentChildren } from 'preact';

export interface Bar {
  readonly key: string;
  readonly label: ComponentChildren;
  /** Length of the bar, 0 to 1. */
  readonly share: number;
  /** The number in words. */
  readonly value: string;
  /** Beside the number, smaller. */
  readonly note?: string | undefined;
  /** Drawn as a line across the bar, 0 to 1, such as a published number. */
  readonly mark?: number | undefined;
  readonly isStrong?: boolean;
}

/** Horizontal bars; a list of names and numbers to screen readers. */
export function BarChart({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  return (
    <ol class="bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} class={bar.isStrong === true ? 'strong' : undefined}>
          <span class="bar-label">{bar.label}</span>
          <BarTrack share={bar.share} mark={bar.mark} />
          <span class="bar-value numeric">
            {bar.value}
            {bar.note !== undefined && <small>{bar.note}</small>}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A bar alone; the number it shows is written beside it. */
export function BarTrack({ share, mark }: { readonly share: number; readonly mark?: number | undefined }) {
  return (
    <span class="bar-track" aria-hidden="true">
      <span class="bar-fill" style={{ inlineSize: percent(share) }} />
      {mark !== undefined && <span class="bar-mark" style={{ insetInlineStart: percent(mark) }} />}
    </span>
  );
}

const percent = (share: number): string => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;
