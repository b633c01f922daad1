/** The grid of results, its heading, and "show more". */
import { byId } from './dom.js';
import { isAbort } from './graphql.js';
import { hush, say } from './i18n.js';
import { showFailure } from './notice.js';
import { placeholderCard, resultCard } from './result-card.js';
import { showTokens } from './tokens-view.js';

/** @typedef {import('./tokens-view.js').Tokenization} Tokenization */
/**
 * @typedef {object} Page
 * @property {import('./result-card.js').Edge[]} edges
 * @property {{ hasNextPage: boolean, endCursor: string | null }} pageInfo
 * @property {Tokenization | null} [tokenization]
 */
/**
 * @typedef {object} Source
 * @property {(after: string | null) => Promise<Page>} load
 * @property {string} collection
 * @property {AbortSignal} signal Aborted when something else is to be shown.
 */

const grid = byId('grid', HTMLOListElement);
const more = byId('more', HTMLButtonElement);
const status = byId('status', HTMLElement);

/** @type {(() => void) | null} */
let loadNext = null;
more.addEventListener('click', () => loadNext?.());

/** Says that results are on their way; the old ones stay, dimmed, until then. */
export function showLoading() {
  loadNext = null;
  more.hidden = true;
  grid.setAttribute('aria-busy', 'true');
  if (grid.childElementCount === 0) grid.append(...Array.from({ length: 12 }, placeholderCard));
  say(status, 'loading');
}

/** Empties the grid. */
export function clearResults() {
  loadNext = null;
  more.hidden = true;
  grid.replaceChildren();
  grid.removeAttribute('aria-busy');
  hush(status);
  showTokens(null);
}

/**
 * Replaces the grid by a source's first page.
 * @param {Source} source
 */
export async function showResults(source) {
  const page = await source.load(null);
  if (source.signal.aborted) return;
  grid.replaceChildren();
  showTokens(page.tokenization ?? null);
  append(page, source);
}

/**
 * @param {Page} page
 * @param {Source} source
 */
function append({ edges, pageInfo }, source) {
  grid.append(...edges.map((edge) => resultCard(edge, source.collection)));
  grid.removeAttribute('aria-busy');
  more.hidden = !pageInfo.hasNextPage;
  more.disabled = false;
  loadNext = pageInfo.hasNextPage ? () => void extend(source, pageInfo.endCursor) : null;
  const count = grid.childElementCount;
  if (count === 0) say(status, 'none');
  else say(status, pageInfo.hasNextPage ? 'found' : 'foundAll', { count });
}

/**
 * @param {Source} source
 * @param {string | null} cursor
 */
async function extend(source, cursor) {
  more.disabled = true;
  const firstNew = grid.childElementCount;
  try {
    const page = await source.load(cursor);
    if (source.signal.aborted) return;
    append(page, source);
    // The button may be gone now; whoever pressed it goes on at the first new picture.
    grid.children[firstNew]?.querySelector('a')?.focus();
  } catch (error) {
    more.disabled = false;
    if (!isAbort(error)) showFailure(error, () => void extend(source, cursor));
  }
}
