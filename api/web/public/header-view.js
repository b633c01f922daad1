/** The header: which model answers, and which collection is searched. */
import { byId, element } from './dom.js';
import { say } from './i18n.js';

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {boolean} isDefault
 * @property {number} dimension
 * @property {{ total: number }} parameters
 * @property {{ provider: string } | null} runtime
 */
/** @typedef {{ name: string, description: string | null, itemCount: number, modelName: string }} Collection */
/** @typedef {{ models: Model[], collections: Collection[] }} Overview */

const DEFAULT_COLLECTION = 'emoji';

/**
 * @param {Overview} overview
 * @param {string | null} wanted
 * @returns {Collection | null} The wanted one, else the bundled gallery, else the first.
 */
export function chooseCollection({ collections }, wanted) {
  /** @param {string | null} name */
  const named = (name) => collections.find((collection) => collection.name === name);
  return named(wanted) ?? named(DEFAULT_COLLECTION) ?? collections[0] ?? null;
}

/**
 * @param {Overview} overview
 * @param {Collection | null} chosen
 */
export function showHeader(overview, chosen) {
  showModel(overview.models.find(({ name, isDefault }) => (chosen ? name === chosen.modelName : isDefault)));
  showCollections(overview.collections, chosen);
  byId('about', HTMLElement).textContent = chosen?.description ?? '';
}

/** @param {Model | undefined} model */
function showModel(model) {
  const place = byId('model', HTMLElement);
  place.replaceChildren();
  if (!model) return;
  const parameters = `${(model.parameters.total / 1e6).toPrecision(3)} M`;
  place.append(
    say(element('span'), 'modelFacts', { name: model.name, dimension: model.dimension, parameters }),
  );
  if (!model.runtime) return; // Not used yet: nothing has been loaded.
  const provider = say(element('span'), 'modelProviderHint', { provider: model.runtime.provider }, 'title');
  place.append(say(provider, 'modelProvider', { provider: model.runtime.provider }));
}

/**
 * @param {Collection[]} collections
 * @param {Collection | null} chosen
 */
function showCollections(collections, chosen) {
  byId('collection-field', HTMLElement).hidden = collections.length < 2;
  const select = byId('collection', HTMLSelectElement);
  select.replaceChildren(
    ...collections.map(({ name, itemCount }) =>
      say(element('option', { value: name }), 'collectionOption', {
        name,
        count: itemCount.toLocaleString('en'),
      }),
    ),
  );
  if (chosen) select.value = chosen.name;
}

/** @param {(name: string) => void} onChange */
export function connectCollections(onChange) {
  const select = byId('collection', HTMLSelectElement);
  select.addEventListener('change', () => onChange(select.value));
}
