/** From what the address names to what is asked and shown. */
import { BROWSE, ITEM, SEARCH } from './documents.js';
import { byId } from './dom.js';
import { request } from './graphql.js';
import { say } from './i18n.js';
import { showNotice } from './notice.js';
import { hidePicture, showPicture } from './picture-view.js';
import { pictureOf } from './pictures.js';
import { clearResults, showResults } from './results-view.js';

/** @typedef {import('./results-view.js').Page} Page */
/**
 * @typedef {object} Place
 * @property {{ name: string, modelName: string } | null} collection
 * @property {AbortSignal} signal
 */

const PAGE_SIZE = 28;
const title = byId('results-title', HTMLElement);

/**
 * @param {import('./location.js').PageState} state
 * @param {Place} place
 */
export async function showState(state, place) {
  const picture = pictureOf(state.picture);
  if (picture) return showOwnPicture(picture, place);
  if (state.item) return showItem(state.item, place);
  hidePicture();
  if (state.text) return showText(state.text, place);
  return showGallery(place);
}

/**
 * @param {import('./pictures.js').Picture} picture
 * @param {Place} place
 */
async function showOwnPicture(picture, place) {
  showPicture(
    { url: picture.url, caption: null, metadata: {}, source: picture },
    place.collection?.modelName,
  );
  say(title, 'resultsForPicture');
  await showMatches((search) => picture.use((image) => search({ image })), place);
}

/**
 * @param {string} id
 * @param {Place} place
 */
async function showItem(id, place) {
  const { item } = await request(ITEM, { id }, place.signal);
  if (place.signal.aborted) return;
  if (item === null) {
    hidePicture();
    say(title, 'results');
    clearResults();
    return showNotice('itemGone');
  }
  const source = { use: (/** @type {(image: { itemId: string }) => any} */ query) => query({ itemId: id }) };
  const caption = item.text ?? item.key;
  if (item.image)
    showPicture(
      { url: item.image.url, caption, metadata: item.metadata, source },
      place.collection?.modelName,
    );
  else hidePicture();
  say(title, 'resultsForItem', { caption });
  await showMatches((search) => search({ itemId: id }), place);
}

/**
 * @param {string} text
 * @param {Place} place
 */
async function showText(text, place) {
  say(title, 'resultsForText', { query: text });
  await showMatches((search) => search({ text }), place);
}

/**
 * Searches; `ask` hands the search the one thing to search by.
 * @param {(search: (query: object) => Promise<Page>) => Promise<Page>} ask
 * @param {Place} place
 */
async function showMatches(ask, { collection, signal }) {
  if (collection === null) return showNoCollections();
  const { name } = collection;
  /** @type {(after: string | null) => Promise<Page>} */
  const load = (after) =>
    ask(async (query) => {
      const variables = { collection: name, query, first: PAGE_SIZE, after };
      return (await request(SEARCH, variables, signal)).search;
    });
  await showResults({ load, collection: name, signal });
}

/** @param {Place} place */
async function showGallery({ collection, signal }) {
  if (collection === null) return showNoCollections();
  const { name } = collection;
  say(title, 'gallery');
  /** @type {(after: string | null) => Promise<Page>} */
  const load = async (after) => {
    const data = await request(BROWSE, { collection: name, first: PAGE_SIZE, after }, signal);
    return data.collection.items;
  };
  await showResults({ load, collection: name, signal });
}

function showNoCollections() {
  say(title, 'results');
  clearResults();
  showNotice('noCollections');
}
