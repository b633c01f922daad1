/** One picture of the grid. */
import { bar, element } from './dom.js';
import { say } from './i18n.js';
import { addressOf } from './location.js';

/** @typedef {{ id: string, key: string, text: string | null, image: { url: string, width: number, height: number } | null }} Item */
/** @typedef {{ score?: number, node: Item }} Edge `score` is missing where nothing was asked. */

/**
 * A link that searches by the item; `data-item` holds its id.
 * @param {Edge} edge
 * @param {string} collection
 * @returns {HTMLLIElement}
 */
export function resultCard({ score, node }, collection) {
  const caption = node.text ?? node.key;
  const link = element('a', {
    class: 'card',
    href: addressOf({ item: node.id }, collection),
    'data-item': node.id,
  });
  const lines = [element('span', { class: 'caption', lang: 'zh-CN', title: caption }, caption)];
  if (score !== undefined) {
    const number = score.toFixed(3);
    lines.push(element('span', { class: 'score' }, bar(score), element('span', {}, number)));
    say(link, 'similarTo', { caption, score: number }, 'label');
  }
  link.append(thumbnail(node), ...lines);
  return element('li', {}, link);
}

/** @param {Item} item */
function thumbnail({ image, text }) {
  if (!image) return element('span', { class: 'tile words', 'aria-hidden': 'true' }, text ?? '');
  const { url, width, height } = image;
  const attributes = { src: url, width: String(width), height: String(height), alt: '', loading: 'lazy' };
  return element('span', { class: 'tile' }, element('img', attributes));
}

/** @returns {HTMLLIElement} A grey card that stands where results will be. */
export const placeholderCard = () =>
  element('li', { class: 'placeholder', 'aria-hidden': 'true' }, element('span', { class: 'tile' }));
