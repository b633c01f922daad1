import { type Column, Table } from '../../components/table.tsx';
import { formatPercent } from '../../i18n/texts.ts';
import type { Part } from './search-state.ts';
import { texts as t } from './texts.ts';
import { usePartLook } from './use-part-look.ts';
import type { Hit } from './use-search.ts';

type ScorePart = Hit['parts'][number];

/** Why an item stands where it stands: what each part of a mix or of a hybrid search adds. */
export function HitParts({ hit, parts }: { readonly hit: Hit; readonly parts: readonly Part[] }) {
  const isMix = hit.parts.some(({ kind }) => kind === 'MIX');
  const name: Column<ScorePart> = {
    key: 'part',
    label: t('part'),
    cell: (part) =>
      part.kind === 'MIX' ? <PartName part={parts[part.index]} index={part.index} /> : t(`part_${part.kind}`),
  };
  const number = (key: string, label: string, cell: (part: ScorePart) => string): Column<ScorePart> => ({
    key,
    label,
    isNumeric: true,
    cell,
  });
  const columns = [
    name,
    number('weight', t('weight'), ({ weight }) => String(weight)),
    number('score', t(isMix ? 'cosine' : 'partScore'), ({ score }) => score?.toFixed(3) ?? t('notRanked')),
    ...(isMix
      ? []
      : [number('rank', t('rank'), ({ rank }) => (rank === null ? t('notRanked') : String(rank)))]),
    number('contribution', t('contribution'), ({ contribution }) => contribution.toFixed(isMix ? 3 : 4)),
  ];
  return (
    <div class="stack">
      <h3>{t('why')}</h3>
      <p>
        {t('rank')} {hit.rank} · {t('score', { score: hit.score.toFixed(4) })}
        {hit.relevance !== null && ` · ${t('relevance', { share: formatPercent(hit.relevance) })}`}
      </p>
      {hit.relevance !== null && <p class="hint">{t('relevanceHint')}</p>}
      {hit.parts.length > 0 && (
        <>
          <Table
            caption={t('why')}
            columns={columns}
            rows={hit.parts}
            keyOf={({ kind, index }) => `${kind}-${index}`}
          />
          <p class="hint">{t(isMix ? 'mixExplained' : 'hybridExplained')}</p>
        </>
      )}
    </div>
  );
}

function PartName({ part, index }: { readonly part: Part | undefined; readonly index: number }) {
  return part === undefined ? t('part_MIX', { index: index + 1 }) : <KnownPart part={part} />;
}

function KnownPart({ part }: { readonly part: Part }) {
  const { name, picture } = usePartLook(part);
  return (
    <span class="row part-name">
      {picture !== undefined && <img src={picture} alt="" />}
      {name}
    </span>
  );
}
