/** The page: its address says what to show; every action writes an address and shows it. */
import { OVERVIEW } from './documents.js';
import { byId } from './dom.js';
import { isAbort, request } from './graphql.js';
import { chooseCollection, connectCollections, showHeader } from './header-view.js';
import { connectLanguageButton } from './i18n.js';
import { readState, writeState } from './location.js';
import { clearNotice, showFailure, showNotice } from './notice.js';
import { connectPictureInput } from './picture-input.js';
import { keepPicture } from './pictures.js';
import { clearResults, showLoading } from './results-view.js';
import { connectSearchForm, setSearchText } from './search-form.js';
import { showState } from './show-state.js';

/** @typedef {import('./location.js').Target} Target */

const TITLE = '图文 Tuwen';

/** @type {import('./header-view.js').Overview | null} */
let overview = null;
let controller = new AbortController();

/** Shows what the address names; whatever was under way is dropped. */
async function show() {
  controller.abort();
  controller = new AbortController();
  const { signal } = controller;
  clearNotice();
  const state = readState();
  setSearchText(state.text ?? '');
  document.title = state.text ? `${state.text} · ${TITLE}` : TITLE;
  showLoading();
  try {
    const collection = await showOverview(state.collection, signal);
    await showState(state, { collection, signal });
    await showRuntime(collection, signal);
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    clearResults();
    showFailure(error, () => void show());
  }
}

/**
 * @param {string | null} wanted
 * @param {AbortSignal} signal
 */
async function showOverview(wanted, signal) {
  const known = overview ?? (await request(OVERVIEW, {}, signal));
  overview = known;
  const collection = chooseCollection(known, wanted);
  showHeader(known, collection);
  return collection;
}

/**
 * A model runs somewhere only once it was used: asks again where it does.
 * @param {import('./header-view.js').Collection | null} collection
 * @param {AbortSignal} signal
 */
async function showRuntime(collection, signal) {
  const model = overview?.models.find(({ name }) => name === collection?.modelName);
  if (!model || model.runtime) return;
  overview = null;
  await showOverview(collection?.name ?? null, signal);
}

/**
 * @param {Target} target
 * @param {{ replace?: boolean }} [options]
 */
function go(target, options) {
  const collection = overview && chooseCollection(overview, readState().collection);
  writeState(target, collection?.name ?? readState().collection, options);
  void show();
}

/** @param {File} file */
function takePicture(file) {
  if (!file.type.startsWith('image/')) return showNotice('notAPicture', { name: file.name });
  go({ picture: keepPicture(file) });
  window.scrollTo({ top: 0 });
}

connectLanguageButton(byId('language', HTMLButtonElement));
connectPictureInput(takePicture);
connectSearchForm((words, { typed }) => {
  const text = words || null;
  const current = readState().text;
  // Typing on refines the same history entry; anything else is a new one.
  if (text !== current || !typed) go({ text }, { replace: text === current || (typed && current !== null) });
});
connectCollections((name) => {
  const { text, picture } = readState();
  writeState({ text, picture }, name);
  void show();
});
byId('grid', HTMLOListElement).addEventListener('click', (event) => {
  const card = event.target instanceof Element ? event.target.closest('a') : null;
  if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ item: card.getAttribute('data-item') });
  window.scrollTo({ top: 0 });
  byId('results', HTMLElement).focus({ preventScroll: true });
});
window.addEventListener('popstate', () => void show());
// Ready to type on a fresh page; on any other, focus belongs where the reader left it.
if (location.search === '') byId('query', HTMLInputElement).focus({ preventScroll: true });
void show();
