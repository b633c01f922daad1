import { DomainError } from '../../errors.ts';
import type { Dataset, DatasetKind, DatasetRegistry } from '../../ports/dataset-registry.ts';
import type { DatasetRoots } from '../../ports/dataset-roots.ts';
import { elevaterDatasets, isElevaterDataset } from '../elevater/datasets.ts';

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export interface RegisterDatasetDeps {
  readonly registry: DatasetRegistry;
  readonly roots: DatasetRoots;
}

/**
 * Gives a data set a name. Its files are looked for, not looked into.
 * @throws DomainError INVALID_INPUT for an unfit name, a path that is not there or outside the folders of data sets, or a name
 *   that ELEVATER does not have; ALREADY_EXISTS
 */
export async function registerDataset(
  { registry, roots }: RegisterDatasetDeps,
  name: string,
  source: Dataset['source'],
): Promise<Dataset> {
  if (!namePattern.test(name)) {
    throw new DomainError('INVALID_INPUT', 'This cannot be the name of a data set.', {
      remedy: 'Use 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit.',
      details: { pattern: namePattern.source },
    });
  }
  if (
    source.kind === 'classification' &&
    source.elevater !== undefined &&
    !isElevaterDataset(source.elevater)
  ) {
    throw new DomainError('INVALID_INPUT', `“${source.elevater}” is none of ELEVATER's sets.`, {
      remedy: `They are: ${elevaterDatasets.join(', ')}.`,
    });
  }
  const paths =
    source.kind === 'retrieval'
      ? [source.images, source.texts]
      : [source.folder, source.labels, source.index];
  for (const path of paths) if (path !== undefined) await roots.resolve(path);
  return registry.add(name, source);
}

/** @throws DomainError NOT_FOUND */
export async function knownDataset(registry: DatasetRegistry, name: string): Promise<Dataset> {
  const dataset = await registry.find(name);
  if (dataset !== undefined) return dataset;
  throw new DomainError('NOT_FOUND', `There is no data set ${name}.`, {
    remedy: 'Register it first; `datasets` and `tuwen dataset list` name those that are.',
    details: { dataset: name },
  });
}

/**
 * A job's input with the paths of the data set that it names; what the input says itself counts more. Without a name the input
 * has to have the paths.
 * @throws DomainError NOT_FOUND, INVALID_INPUT for a data set of another kind, or neither name nor paths
 */
export async function withDataset<Input extends { readonly dataset?: string }>(
  registry: DatasetRegistry,
  kind: DatasetKind,
  input: Input,
  required: readonly (keyof Input & string)[],
): Promise<Input> {
  const { dataset: name } = input;
  const paths = required.filter((path) => input[path] !== undefined);
  if (name === undefined ? paths.length < required.length : paths.length > 0) {
    throw new DomainError('INVALID_INPUT', 'One data set is needed.', {
      remedy: `Give \`dataset\`, the name of one, or ${required.map((path) => `\`${path}\``).join(' and ')}.`,
    });
  }
  if (name === undefined) return input;
  const { source } = await knownDataset(registry, name);
  if (source.kind !== kind) {
    throw new DomainError('INVALID_INPUT', `${name} is a ${source.kind} set, this needs a ${kind} set.`, {
      details: { dataset: name },
    });
  }
  const { kind: _, ...found } = source;
  return { ...found, ...input };
}
