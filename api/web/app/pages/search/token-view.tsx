import { Icon } from '../../components/icon.tsx';
import type { ReadingFragment } from '../../generated/operations.ts';
import { texts as t } from './texts.ts';

/** How the model read each text of a search; open where something went wrong. */
export function TokenView({ readings }: { readonly readings: readonly ReadingFragment[] }) {
  if (readings.length === 0) return null;
  const count = readings.reduce((sum, { pieceCount }) => sum + pieceCount, 0);
  return (
    <details
      class="xray"
      open={readings.some(({ unknownCount, truncated }) => unknownCount > 0 || truncated)}
    >
      <summary>
        <span>{t('xray')}</span>
        <span class="soft">{t('tokenCount', { count })}</span>
      </summary>
      {readings.map((reading) => (
        <Reading key={reading.text} reading={reading} />
      ))}
    </details>
  );
}

function Reading({ reading }: { readonly reading: ReadingFragment }) {
  const { pieces, pieceCount, unknownCount, truncated, foldings } = reading;
  const kept = pieces.filter(({ isKept }) => isKept).length;
  return (
    <div class="reading">
      <ol class="tokens" aria-label={t('tokens')}>
        {pieces.map((piece, i) => (
          // A piece may be there twice, and never moves
          <Piece key={`${i}-${piece.id}`} piece={piece} />
        ))}
      </ol>
      {foldings != null && foldings.length > 0 && (
        <p class="soft">
          {t('folded', {
            changes: foldings
              .map(({ before, after }) => `${before} → ${after === '' ? '∅' : after}`)
              .join('，'),
          })}
        </p>
      )}
      {unknownCount > 0 && <Warning>{t('unknownCount', { count: unknownCount })}</Warning>}
      {truncated && <Warning>{t('truncated', { total: pieceCount, read: kept })}</Warning>}
    </div>
  );
}

function Piece({ piece }: { readonly piece: ReadingFragment['pieces'][number] }) {
  const { token, id, isUnknown, isKept, text } = piece;
  const look = [isUnknown ? 'unknown' : '', isKept ? '' : 'cut'].join(' ').trim();
  return (
    <li class={look === '' ? undefined : look}>
      <code lang="zh-CN">{token}</code>
      <small class="numeric">{isUnknown && text != null ? `${text} · ${id}` : id}</small>
      {!isKept && <span class="visually-hidden">{t('notRead')}</span>}
    </li>
  );
}

function Warning({ children }: { readonly children: string }) {
  return (
    <p class="xray-warning">
      <Icon name="alert" size={16} />
      {children}
    </p>
  );
}
