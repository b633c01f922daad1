import { BarTrack } from '../../components/bar-chart.tsx';
import type { CardFragment } from '../../generated/operations.ts';

/** An item in a grid: its picture or words, its name, and how well it fits. */
export function ItemCard({
  item,
  score,
}: {
  readonly item: CardFragment;
  readonly score: number | undefined;
}) {
  const name = item.text ?? item.key;
  return (
    <article class="item-card">
      <div class="tile">
        {item.image === null ? (
          <span class="tile-words">{name}</span>
        ) : (
          <img src={item.image.url} alt={name} loading="lazy" decoding="async" />
        )}
      </div>
      <p class="item-name">{name}</p>
      {score !== undefined && (
        <p class="item-score numeric">
          <BarTrack share={score} />
          {score.toFixed(3)}
        </p>
      )}
    </article>
  );
}
