import type { ComponentChildren } from 'preact';

export interface HeatMapProps {
  readonly caption: string;
  /** What the rows are, over the first column. */
  readonly corner: string;
  readonly columns: readonly { readonly key: string; readonly label: ComponentChildren }[];
  readonly rows: readonly { readonly key: string; readonly label: ComponentChildren }[];
  /** Colour of a cell, 0 to 1. */
  readonly shareOf: (row: number, column: number) => number;
  /** Its number, as written in it. */
  readonly textOf: (row: number, column: number) => string;
  /** A cell to point out. */
  readonly isMarked?: (row: number, column: number) => boolean;
}

/** Steps of the colour scale; each has a class, and a text colour of enough contrast. */
const steps = 10;

/** A table whose cells are coloured by their numbers: one hue from pale to deep, so that lightness alone tells them apart. */
export function HeatMap({ caption, corner, columns, rows, shareOf, textOf, isMarked }: HeatMapProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={caption}>
      <table class="heat-map">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <td class="corner">{corner}</td>
            {columns.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label }, row) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              {columns.map((column, at) => (
                <td
                  key={column.key}
                  class={`heat heat-${step(shareOf(row, at))}${isMarked?.(row, at) === true ? ' marked' : ''}`}
                >
                  {textOf(row, at)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const step = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * (steps - 1));

/** What the colours mean. */
export function HeatScale({ from, to }: { readonly from: string; readonly to: string }) {
  return (
    <p class="heat-scale">
      <span class="numeric">{from}</span>
      <span class="heat-steps" aria-hidden="true">
        {Array.from({ length: steps }, (_, i) => (
          <span key={i} class={`heat-${i}`} />
        ))}
      </span>
      <span class="numeric">{to}</span>
    </p>
  );
}
