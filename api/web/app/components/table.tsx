import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { language, tagOf } from '../i18n/language.ts';

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly isNumeric?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
  /** By which rows can be put in order; left out: not by this column. */
  readonly sortBy?: (row: Row) => number | string;
}

interface Order {
  readonly key: string;
  readonly isDescending: boolean;
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
  const [order, setOrder] = useState<Order>();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={caption}>
      <table class="table">
        <caption class={isCaptionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder(rows, columns, order).map((row) => (
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

function Head<Row>({
  column: { key, label, isNumeric, sortBy },
  order,
  onOrder,
}: {
  readonly column: Column<Row>;
  readonly order: Order | undefined;
  readonly onOrder: (order: Order) => void;
}) {
  const look = isNumeric === true ? 'numeric' : undefined;
  if (sortBy === undefined)
    return (
      <th scope="col" class={look}>
        {label}
      </th>
    );
  const isSorted = order?.key === key;
  const direction = order?.isDescending === true ? 'descending' : 'ascending';
  const next = isSorted ? order?.isDescending !== true : isNumeric === true;
  return (
    <th scope="col" class={look} aria-sort={isSorted ? direction : undefined}>
      <button type="button" class="sort" onClick={() => onOrder({ key, isDescending: next })}>
        {label}
        <span aria-hidden="true">{isSorted ? (direction === 'ascending' ? '▲' : '▼') : '↕'}</span>
      </button>
    </th>
  );
}

function inOrder<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | undefined,
): readonly Row[] {
  const sortBy = columns.find(({ key }) => key === order?.key)?.sortBy;
  if (sortBy === undefined) return rows;
  const { compare } = new Intl.Collator(tagOf(language.value), { numeric: true });
  const sorted = [...rows].sort((a, b) => {
    const [left, right] = [sortBy(a), sortBy(b)];
    return typeof left === 'number' && typeof right === 'number'
      ? left - right
      : compare(String(left), String(right));
  });
  return order?.isDescending === true ? sorted.reverse() : sorted;
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
