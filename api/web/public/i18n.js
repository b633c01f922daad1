/**
 * Chinese or English. Elements carry their key in `data-i18n` (text) or `data-i18n-label`, `-placeholder`, `-title`
 * (attributes), so that a change of language is one walk over the page.
 */
import { en, zh } from './dictionary.js';

/** @typedef {keyof typeof zh} Key */
/** @typedef {Record<string, string | number>} Parameters */

const STORAGE_KEY = 'tuwen.language';
const ATTRIBUTES = { label: 'aria-label', placeholder: 'placeholder', title: 'title' };

let dictionary = zh;

/**
 * @param {string} key
 * @param {Parameters} [parameters]
 * @returns {string} The key itself when there is no such entry.
 */
export function t(key, parameters = {}) {
  const sentence = /** @type {Record<string, string>} */ (dictionary)[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(parameters[name] ?? ''));
}

/**
 * @param {string} key
 * @returns {boolean}
 */
export const hasSentence = (key) => Object.hasOwn(zh, key);

/**
 * Gives an element its text (or an attribute) now and after every change of language.
 * @template {HTMLElement} Type
 * @param {Type} node
 * @param {Key} key
 * @param {Parameters} [parameters]
 * @param {'text' | keyof typeof ATTRIBUTES} [place]
 * @returns {Type}
 */
export function say(node, key, parameters = {}, place = 'text') {
  node.setAttribute(place === 'text' ? 'data-i18n' : `data-i18n-${place}`, key);
  node.setAttribute('data-i18n-parameters', JSON.stringify(parameters));
  translate(node);
  return node;
}

/**
 * Takes an element's text away.
 * @param {HTMLElement} node
 */
export function hush(node) {
  node.removeAttribute('data-i18n');
  node.textContent = '';
}

/** @param {Element} node */
function translate(node) {
  const parameters = JSON.parse(node.getAttribute('data-i18n-parameters') ?? '{}');
  const key = node.getAttribute('data-i18n');
  if (key !== null) node.textContent = t(key, parameters);
  for (const [place, attribute] of Object.entries(ATTRIBUTES)) {
    const attributeKey = node.getAttribute(`data-i18n-${place}`);
    if (attributeKey !== null) node.setAttribute(attribute, t(attributeKey, parameters));
  }
}

/** @param {'zh' | 'en'} language */
function use(language) {
  dictionary = language === 'en' ? en : zh;
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
  const places = ['', ...Object.keys(ATTRIBUTES).map((place) => `-${place}`)];
  for (const node of document.querySelectorAll(places.map((place) => `[data-i18n${place}]`).join(',')))
    translate(node);
}

/**
 * Makes the button switch between the languages, and starts in the one last chosen: Chinese at first.
 * @param {HTMLButtonElement} button
 */
export function connectLanguageButton(button) {
  /** @param {'zh' | 'en'} language */
  const show = (language) => {
    use(language);
    button.textContent = language === 'en' ? '中文' : 'English';
    button.lang = language === 'en' ? 'zh-CN' : 'en';
  };
  show(recall());
  button.addEventListener('click', () => {
    const language = dictionary === zh ? 'en' : 'zh';
    show(language);
    remember(language);
  });
}

/** @returns {'zh' | 'en'} */
function recall() {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh'; // Storage can be forbidden; the choice then lasts as long as the page.
  }
}

/** @param {string} language */
function remember(language) {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // As in recall.
  }
}
