import type { DifferenceFragment } from '../../../generated/operations.ts';

/** Points from the middle to either end. */
const reach = 10;

/** The interval of a difference around a middle line of zero; the numbers stand beside it. */
export function DifferenceBar({
  difference: { value, low, high },
}: {
  readonly difference: DifferenceFragment;
}) {
  const [from, to] = [place(low), place(high)];
  return (
    <span class="difference" aria-hidden="true">
      <span class="difference-zero" />
      <span
        class="difference-interval"
        style={{ insetInlineStart: `${from}%`, inlineSize: `${to - from}%` }}
      />
      <span class="difference-value" style={{ insetInlineStart: `${place(value)}%` }} />
    </span>
  );
}

const place = (points: number): number => 50 + (50 * Math.max(-reach, Math.min(reach, points))) / reach;
