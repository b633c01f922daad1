/** How the model read the query. */
import { byId, element } from './dom.js';
import { say } from './i18n.js';

/** @typedef {{ tokens: string[], pieceCount: number, unknownCount: number, truncated: boolean }} Tokenization */

/** What the vocabulary does not know, as the tokenizer writes it. */
const UNKNOWN = '[UNK]';

/** @param {Tokenization | null} tokenization Null for queries without a text. */
export function showTokens(tokenization) {
  const line = byId('tokens', HTMLElement);
  line.hidden = tokenization === null;
  line.replaceChildren();
  if (!tokenization) return;
  const { tokens, pieceCount, unknownCount, truncated } = tokenization;
  line.append(say(element('span', { class: 'quiet-text' }), 'tokens'), ...tokens.map(tokenMark));
  if (unknownCount > 0)
    line.append(say(element('span', { class: 'warning' }), 'unknownTokens', { count: unknownCount }));
  if (truncated) {
    line.append(
      say(element('span', { class: 'warning' }), 'truncated', { total: pieceCount, read: tokens.length }),
    );
  }
}

/** @param {string} token */
function tokenMark(token) {
  if (token !== UNKNOWN) return element('code', { lang: 'zh-CN' }, token);
  return say(element('code', { class: 'unknown' }, token), 'unknownToken', {}, 'title');
}
