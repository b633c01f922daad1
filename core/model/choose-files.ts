import { DomainError } from '../errors.ts';
import type { HubFile, HubListing } from '../ports/model-hub.ts';
import { companionFiles } from './companion-files.ts';

export interface ChosenFiles {
  readonly weights: readonly HubFile[];
  readonly companions: readonly HubFile[];
}

/**
 * The files of a model that an import needs: what describes it, and one form of its weights. Safetensors come before
 * pickles and pickles before ONNX.
 * @param patterns choose the weights in place of that order; `*` stands for any characters, `?` for one
 * @throws DomainError NOT_FOUND without weights, INVALID_INPUT where several could be meant
 */
export function chooseFiles({ model, files }: HubListing, patterns: readonly string[] = []): ChosenFiles {
  const weights = patterns.length === 0 ? preferredWeights(files) : matchingFiles(files, patterns);
  if (weights.length === 0) {
    const wanted =
      patterns.length === 0 ? 'weights that can be imported' : `file like ${patterns.join(', ')}`;
    throw new DomainError('NOT_FOUND', `${model.id} has no ${wanted}.`, {
      remedy: 'Choose its weights with --file.',
    });
  }
  return { weights, companions: files.filter(({ path }) => companionFiles.has(path)) };
}

/** Forms of weights in order of preference; each gives none, or all the files it consists of. */
const forms: readonly ((files: readonly HubFile[]) => readonly HubFile[])[] = [
  single('model.safetensors'),
  sharded('model.safetensors.index.json', /^model-\d+-of-\d+\.safetensors$/),
  single('open_clip_model.safetensors'),
  single('pytorch_model.bin'),
  sharded('pytorch_model.bin.index.json', /^pytorch_model-\d+-of-\d+\.bin$/),
  single('open_clip_pytorch_model.bin'),
  onlyPt,
  onnxFiles,
];

function preferredWeights(files: readonly HubFile[]): readonly HubFile[] {
  for (const form of forms) {
    const weights = form(files);
    if (weights.length > 0) return weights;
  }
  return [];
}

function single(name: string): (files: readonly HubFile[]) => readonly HubFile[] {
  return (files) => files.filter(({ path }) => path === name);
}

function sharded(index: string, shard: RegExp): (files: readonly HubFile[]) => readonly HubFile[] {
  return (files) =>
    files.some(({ path }) => path === index)
      ? files.filter(({ path }) => path === index || shard.test(path))
      : [];
}

function onlyPt(files: readonly HubFile[]): readonly HubFile[] {
  const found = files.filter(({ path }) => /^[^/]+\.pt$/.test(path));
  if (found.length <= 1) return found;
  throw new DomainError('INVALID_INPUT', `There are several checkpoints: ${namesOf(found)}.`, {
    remedy: 'Choose one with --file.',
  });
}

/** Full-precision graphs: the two towers where they are apart, or the one with both, or all at the top. */
function onnxFiles(files: readonly HubFile[]): readonly HubFile[] {
  const named = (names: readonly string[]) => {
    const graphs = files.filter(({ path }) => names.includes(path));
    return graphs.length === names.length ? graphs : [];
  };
  const isReduced = /fp16|int8|uint8|q4|q8|quant|bnb4/i;
  const choices = [
    named(['onnx/vision_model.onnx', 'onnx/text_model.onnx']),
    named(['onnx/model.onnx']),
    files.filter(({ path }) => /^[^/]+\.onnx$/.test(path) && !isReduced.test(path)),
  ];
  return withExternalData(files, choices.find((graphs) => graphs.length > 0) ?? []);
}

/** Large weights of a graph lie beside it: `model.onnx_data`, `model.onnx.data`, the original's `….onnx.extra_file`. */
function withExternalData(files: readonly HubFile[], chosen: readonly HubFile[]): readonly HubFile[] {
  const graphs = chosen.filter(({ path }) => path.endsWith('.onnx'));
  return files.filter(
    (file) =>
      chosen.includes(file) ||
      graphs.some(({ path }) => file.path.startsWith(`${path}_data`) || file.path.startsWith(`${path}.`)),
  );
}

function matchingFiles(files: readonly HubFile[], patterns: readonly string[]): readonly HubFile[] {
  const matchers = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
          .replace(/\*+/g, '.*')
          .replaceAll('?', '.')}$`,
        'su',
      ),
  );
  const chosen = files.filter(
    ({ path }) => matchers.some((matcher) => matcher.test(path)) && !companionFiles.has(path),
  );
  return withExternalData(files, chosen);
}

const shownNames = 10;

/** Names for a message; they come from strangers, so what would steer a terminal is not shown. */
function namesOf(files: readonly HubFile[]): string {
  const names = files.slice(0, shownNames).map(({ path }) => path.replace(/[\p{Cc}\p{Cf}]/gu, '?'));
  return names.join(', ') + (files.length > shownNames ? ', …' : '');
}
