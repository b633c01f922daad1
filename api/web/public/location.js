/** The page's state lives in its address, so that reload, Back and a copied link work. */

/**
 * What the page shows: a text, a stored item, a picture of this visit, or (none of them) the gallery.
 * @typedef {object} PageState
 * @property {string | null} collection
 * @property {string | null} text
 * @property {string | null} item
 * @property {string | null} picture Key in pictures.js; kept in the history entry, for it means nothing elsewhere.
 */

/** @typedef {Partial<Pick<PageState, 'text' | 'item' | 'picture'>>} Target */

/** @returns {PageState} */
export function readState() {
  const parameters = new URLSearchParams(location.search);
  return {
    collection: parameters.get('collection'),
    text: parameters.get('q')?.trim() || null,
    item: parameters.get('item'),
    picture: history.state?.picture ?? null,
  };
}

/**
 * @param {Target} target
 * @param {string | null} collection
 * @returns {string} The address that shows the target.
 */
export function addressOf(target, collection) {
  const parameters = new URLSearchParams();
  if (target.text) parameters.set('q', target.text);
  if (target.item) parameters.set('item', target.item);
  if (collection) parameters.set('collection', collection);
  const query = parameters.toString();
  return query === '' ? location.pathname : `?${query}`;
}

/**
 * @param {Target} target
 * @param {string | null} collection
 * @param {{ replace?: boolean }} [options] `replace` keeps the number of history entries.
 */
export function writeState(target, collection, { replace = false } = {}) {
  const state = target.picture ? { picture: target.picture } : null;
  if (replace) history.replaceState(state, '', addressOf(target, collection));
  else history.pushState(state, '', addressOf(target, collection));
}
