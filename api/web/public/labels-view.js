/** Zero-shot labels of a picture: edited by the reader, scored by the server. */
import { CLASSIFY } from './documents.js';
import { bar, byId, debounce, element } from './dom.js';
import { isAbort, request } from './graphql.js';
import { hush, say } from './i18n.js';
import { describe } from './notice.js';

/** @typedef {import('./pictures.js').ImageInput} ImageInput */
/** @typedef {{ use: <R>(query: (image: ImageInput) => Promise<R>) => Promise<R> }} ImageSource */

// Plain words: the starter was taught short names, and tells these apart better than kinds such as 交通工具.
const DEFAULT_LABELS = ['动物', '食物', '汽车', '脸', '雨伞', '花', '房子', '旗', '爱心', '人'];
const MOST_LABELS = 50;

const bars = byId('label-bars', HTMLOListElement);
const status = byId('label-status', HTMLElement);
const labelsField = byId('labels', HTMLTextAreaElement);
const templateField = byId('template', HTMLInputElement);

/** @type {{ source: ImageSource, model: string | undefined } | null} */
let subject = null;
let controller = new AbortController();

labelsField.value = DEFAULT_LABELS.join('\n');
const recompute = debounce(() => void classify(), 300);
for (const field of [labelsField, templateField]) field.addEventListener('input', recompute);
byId('label-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void classify();
});

/**
 * Scores the labels for another picture; null stops.
 * @param {ImageSource | null} source
 * @param {string} [model]
 */
export function classifyPicture(source, model) {
  subject = source && { source, model };
  bars.replaceChildren();
  hush(status);
  void classify();
}

async function classify() {
  controller.abort();
  controller = new AbortController();
  const { signal } = controller;
  if (subject === null) return;
  const labels = readLabels();
  const template = templateField.value.trim() || '{}';
  if (labels.length < 2) return refuse('tooFewLabels');
  if (!template.includes('{}')) return refuse('badTemplate');
  const { source, model } = subject;
  const fixed = { labels, templates: [template], model };
  try {
    const data = await source.use((image) => request(CLASSIFY, { image, ...fixed }, signal));
    if (!signal.aborted) showPredictions(data.classifyImage.predictions);
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    bars.replaceChildren();
    hush(status);
    status.append(...describe(error).flatMap((line) => [...line.childNodes, ' ']));
  }
}

/** @returns {string[]} Trimmed, each once. */
function readLabels() {
  const lines = labelsField.value.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))].slice(0, MOST_LABELS);
}

/** @param {'tooFewLabels' | 'badTemplate'} reason */
function refuse(reason) {
  bars.replaceChildren();
  say(status, reason);
}

/** @param {{ label: string, probability: number, cosine: number }[]} predictions Most probable first. */
function showPredictions(predictions) {
  bars.replaceChildren(
    ...predictions.map(({ label, probability, cosine }) =>
      element(
        'li',
        { title: `cos ${cosine.toFixed(3)}` },
        element('span', { class: 'label', lang: 'zh-CN' }, label),
        bar(probability),
        element('span', { class: 'number' }, `${(probability * 100).toFixed(1)}%`),
      ),
    ),
  );
  say(status, 'classified', { count: predictions.length, label: predictions[0]?.label ?? '' });
}
