/** Builds elements without ever parsing text as HTML. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children Strings become text.
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * The page's element of that id.
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} type
 * @returns {Type}
 */
export function byId(id, type) {
  const node = document.getElementById(id);
  if (!(node instanceof type)) throw new TypeError(`#${id} is not a ${type.name}`);
  return node;
}

/**
 * A bar filled to a share of its width. Decoration: the number stands beside it as text.
 * @param {number} share 0 to 1; outside is clipped.
 * @returns {HTMLElement}
 */
export function bar(share) {
  const fill = element('span');
  // A property, not an attribute: the page's policy forbids inline style attributes.
  fill.style.width = `${Math.min(1, Math.max(0, share)) * 100}%`;
  return element('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

/**
 * Calls `action` once the calls have paused for `delayMs`.
 * @param {() => void} action
 * @param {number} delayMs
 * @returns {() => void}
 */
export function debounce(action, delayMs) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delayMs);
  };
}
