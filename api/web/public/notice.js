/** Says what went wrong and what to do about it. */
import { byId, element } from './dom.js';
import { RequestFailure } from './graphql.js';
import { hasSentence, say } from './i18n.js';

/** @typedef {import('./i18n.js').Key} Key */

const notice = byId('notice', HTMLElement);

/** Takes the notice away. */
export const clearNotice = () => notice.replaceChildren();

/**
 * @param {Key} key
 * @param {import('./i18n.js').Parameters} [parameters]
 */
export function showNotice(key, parameters = {}) {
  notice.replaceChildren(say(element('p'), key, parameters));
}

/**
 * Shows a failure: a sentence in the reader's language, the server's own words, and a button.
 * @param {unknown} error
 * @param {() => void} retry
 */
export function showFailure(error, retry) {
  const button = say(element('button', { type: 'button', class: 'quiet' }), 'retry');
  button.addEventListener('click', retry);
  notice.replaceChildren(...describe(error), button);
}

/**
 * @param {unknown} error
 * @returns {HTMLElement[]} Paragraphs.
 */
export function describe(error) {
  const code = error instanceof RequestFailure ? error.code : '';
  const key = hasSentence(`error.${code}`) ? `error.${code}` : 'error.other';
  const sentence = say(element('p'), /** @type {Key} */ (key));
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? [sentence] : [sentence, element('p', { lang: 'en', class: 'detail' }, message)];
}
