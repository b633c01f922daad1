/** The picture that is asked about: yours or a stored one, with its caption and its labels. */
import { byId, element } from './dom.js';
import { hush, say } from './i18n.js';
import { classifyPicture } from './labels-view.js';

/**
 * @typedef {object} Subject
 * @property {string} url
 * @property {string | null} caption Null for a picture of the reader's own.
 * @property {Record<string, unknown>} metadata
 * @property {import('./labels-view.js').ImageSource} source
 */

const section = byId('picture', HTMLElement);
const image = byId('subject-image', HTMLImageElement);
const captionPlace = byId('subject-caption', HTMLElement);
const factsPlace = byId('subject-facts', HTMLUListElement);
const MOST_FACTS = 6;

/**
 * @param {Subject} subject
 * @param {string | undefined} model Which model scores the labels.
 */
export function showPicture({ url, caption, metadata, source }, model) {
  section.hidden = false;
  image.src = url;
  hush(captionPlace);
  if (caption === null) say(captionPlace, 'yourPicture');
  else captionPlace.append(element('span', { lang: 'zh-CN' }, caption));
  image.alt = captionPlace.textContent ?? '';
  factsPlace.replaceChildren(...factsOf(metadata, caption));
  classifyPicture(source, model);
}

/** Takes the picture away. */
export function hidePicture() {
  section.hidden = true;
  image.removeAttribute('src');
  classifyPicture(null);
}

/**
 * @param {Record<string, unknown>} metadata
 * @param {string | null} caption Not said twice.
 */
function factsOf(metadata, caption) {
  const entries = Object.entries(metadata).filter(([, value]) => value !== caption);
  return entries.flatMap(fact).slice(0, MOST_FACTS);
}

/**
 * @param {[string, unknown]} entry
 * @returns {HTMLLIElement[]} None for values that are not a word, a number or a list of them.
 */
function fact([name, value]) {
  const words = [value].flat().filter((word) => ['string', 'number'].includes(typeof word));
  if (words.length === 0) return [];
  return [element('li', {}, element('span', { class: 'quiet-text' }, name), ` ${words.join('、')}`)];
}
