import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly isNumeric?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

/** Rows under named columns; the first column names its row. It scrolls sideways where there is no room. */
export function Table<Row>({
  caption,
  isCaptionHidden = true,
  columns,
  rows,
  keyOf,
}: {
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={caption}>
      <table class="table">
        <caption class={isCaptionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, label, isNumeric }) => (
              <th key={key} scope="col" class={isNumeric === true ? 'numeric' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, i) => (
                <Cell key={column.key} column={column} row={row} isFirst={i === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell<Row>({
  column,
  row,
  isFirst,
}: {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly isFirst: boolean;
}) {
  const look = column.isNumeric === true ? 'numeric' : undefined;
  return isFirst ? (
    <th scope="row" class={look}>
      {column.cell(row)}
    </th>
  ) : (
    <td class={look}>{column.cell(row)}</td>
  );
}
