import { formatNumber } from '../i18n/texts.ts';

/** How far work has come; without a total it only says that it goes on. */
export function Progress({
  label,
  done,
  total,
  note,
}: {
  readonly label: string;
  readonly done: number;
  readonly total: number | null | undefined;
  /** Beside the counts, such as the time left. */
  readonly note?: string | undefined;
}) {
  const isKnown = total != null && total > 0;
  const counts = isKnown ? `${formatNumber(done)} / ${formatNumber(total)}` : formatNumber(done);
  return (
    <div class="progress">
      <div class="progress-text">
        <span>{label}</span>
        <span class="numeric">{note === undefined ? counts : `${counts} · ${note}`}</span>
      </div>
      <progress aria-label={label} {...(isKnown ? { value: Math.min(done, total), max: total } : {})} />
    </div>
  );
}
