import { BarTrack } from '../../components/bar-chart.tsx';
import { Button } from '../../components/button.tsx';
import type { CardFragment } from '../../generated/operations.ts';
import { formatPercent } from '../../i18n/texts.ts';
import { texts as t } from './texts.ts';
import type { Hit } from './use-search.ts';

/** An item in a grid: its picture or words, its name, and how well it fits. */
export function ItemCard({
  item,
  hit,
  onOpen,
  onSimilar,
}: {
  readonly item: CardFragment;
  readonly hit: Pick<Hit, 'score' | 'relevance'> | undefined;
  readonly onOpen: () => void;
  readonly onSimilar: () => void;
}) {
  const name = item.text ?? item.key;
  return (
    <article class="item-card">
      <button type="button" class="item-open" onClick={onOpen}>
        <span class="tile">
          {item.image === null ? (
            <span class="tile-words">{name}</span>
          ) : (
            <img src={item.image.thumbnailUrl} alt="" loading="lazy" decoding="async" />
          )}
        </span>
        <span class="item-name">{name}</span>
        {hit !== undefined && <Fit {...hit} />}
        <span class="visually-hidden">{t('details')}</span>
      </button>
      <Button look="plain" icon="similar" label={t('similarTo', { name })} onPress={onSimilar} />
    </article>
  );
}

/** The relevance where it is known, else the score alone. */
function Fit({ score, relevance }: Pick<Hit, 'score' | 'relevance'>) {
  return (
    <span
      class="item-score numeric"
      title={relevance === null ? undefined : t('score', { score: score.toFixed(3) })}
    >
      <BarTrack share={relevance ?? score} />
      {relevance === null ? score.toFixed(3) : formatPercent(relevance, 0)}
    </span>
  );
}
