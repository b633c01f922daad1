/** The search box and its examples. */
import { byId, debounce, element } from './dom.js';

const EXAMPLES = ['雨伞', '猫', '生日蛋糕', '笑脸', '火车', '吃货', '下雨天', '红色的心', '放烟花'];
const TYPING_PAUSE_MS = 350;

const input = byId('query', HTMLInputElement);

/**
 * @param {(text: string, options: { typed: boolean }) => void} onText Called with trimmed text: on submit, on an
 *   example, and (`typed`) when typing pauses.
 */
export function connectSearchForm(onText) {
  let composing = false;
  const typed = debounce(() => {
    const text = input.value.trim();
    if (text !== '' && !composing) onText(text, { typed: true });
  }, TYPING_PAUSE_MS);
  // An input method's half-typed syllables are not a query.
  input.addEventListener('compositionstart', () => {
    composing = true;
  });
  input.addEventListener('compositionend', () => {
    composing = false;
    typed();
  });
  input.addEventListener('input', typed);
  byId('search', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    onText(input.value.trim(), { typed: false });
  });
  byId('examples', HTMLElement).append(...EXAMPLES.map((text) => exampleChip(text, onText)));
}

/**
 * @param {string} text
 * @param {(text: string, options: { typed: boolean }) => void} onText
 */
function exampleChip(text, onText) {
  const chip = element('button', { type: 'button', class: 'chip', lang: 'zh-CN' }, text);
  chip.addEventListener('click', () => onText(text, { typed: false }));
  return chip;
}

/** @param {string} text Left alone when it is what stands there, so that the cursor does not jump. */
export function setSearchText(text) {
  if (input.value.trim() !== text) input.value = text;
}
