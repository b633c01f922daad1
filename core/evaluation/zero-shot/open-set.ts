import { DomainError } from '../../errors.ts';
import type { DatasetFiles } from '../../ports/dataset-files.ts';
import type { LabelledImages } from '../../ports/labelled-images.ts';
import { checkOrder } from '../elevater/prediction-file.ts';
import { builtInTemplates, parseTemplateSets, type TemplateSets } from './template-sets.ts';

/** Where a classification set lies. */
export interface ZeroShotSource {
  /** Folder with one folder of pictures for each class. */
  readonly folder: string;
  /** One label a line in the order of the sorted class folders; left out: `label_cn.txt` in or beside the folder. */
  readonly labels?: string;
  /** JSON list of the pictures that ELEVATER wants, in its order. */
  readonly index?: string;
  /** ELEVATER's name of the set: chooses prompts and metric. */
  readonly elevater?: string;
  /** JSON file of templates, or the templates by the names of their sets; left out: the built-in ones. */
  readonly templates?: string | Readonly<Record<string, readonly string[]>>;
}

/** A classification set with all that its evaluation needs. */
export interface ZeroShotSet {
  readonly images: LabelledImages;
  /** One for each class. */
  readonly labels: readonly string[];
  readonly order?: readonly number[];
  readonly elevater?: string;
  readonly templates: TemplateSets;
}

/**
 * Reads everything but the pictures.
 * @param locate path of a file that may be read, undefined where there is none
 * @throws DomainError INVALID_INPUT naming what is missing, is not of its form, or does not fit the class folders
 */
export async function openZeroShotSet(
  datasets: DatasetFiles,
  source: ZeroShotSource,
  locate: (path: string) => Promise<string | undefined>,
): Promise<ZeroShotSet> {
  const read = async (path: string): Promise<readonly string[] | undefined> => {
    const found = await locate(path);
    return found === undefined ? undefined : datasets.lines(found);
  };
  const folder = await locate(source.folder);
  if (folder === undefined) throw notThere(source.folder);
  const images = await datasets.imageFolder(folder);
  const labels = await readLabels(source, read);
  requireLabels(images.classes.length, labels.length);
  const order = source.index === undefined ? undefined : await readIndex(source.index, read);
  if (order !== undefined) checkOrder(order, images.images.length);
  const templates = await readTemplates(source, read);
  const { elevater } = source;
  return {
    images,
    labels,
    templates,
    ...(order === undefined ? {} : { order }),
    ...(elevater === undefined ? {} : { elevater }),
  };
}

type Read = (path: string) => Promise<readonly string[] | undefined>;

async function readLabels({ folder, labels }: ZeroShotSource, read: Read): Promise<readonly string[]> {
  const beside = folder.replace(/[\\/]+$/, '');
  const candidates =
    labels === undefined ? [`${beside}/label_cn.txt`, `${beside}/../label_cn.txt`] : [labels];
  for (const candidate of candidates) {
    const lines = await read(candidate);
    if (lines !== undefined) return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
  }
  throw new DomainError('INVALID_INPUT', `There is no ${labels ?? 'label_cn.txt in or beside the folder'}.`, {
    remedy: 'Write one label a line, in the order of the sorted class folders.',
  });
}

function requireLabels(folders: number, labels: number): void {
  if (folders === labels) return;
  throw new DomainError('INVALID_INPUT', `There are ${labels} labels for ${folders} class folders.`, {
    remedy: 'Write one label a line, in the order of the sorted folder names.',
    details: { folders, labels },
  });
}

async function readTemplates({ templates, elevater }: ZeroShotSource, read: Read): Promise<TemplateSets> {
  if (templates === undefined) return builtInTemplates(elevater);
  if (typeof templates !== 'string') return parseTemplateSets(JSON.stringify(templates));
  return parseTemplateSets((await requireFile(templates, read)).join('\n'));
}

async function readIndex(path: string, read: Read): Promise<readonly number[]> {
  const lines = await requireFile(path, read);
  try {
    const value: unknown = JSON.parse(lines.join('\n'));
    if (Array.isArray(value) && value.every((each) => typeof each === 'number')) return value;
  } catch {
    // Told below.
  }
  throw new DomainError('INVALID_INPUT', `${path} is no JSON list of numbers.`);
}

async function requireFile(path: string, read: Read): Promise<readonly string[]> {
  const lines = await read(path);
  if (lines === undefined) throw notThere(path);
  return lines;
}

function notThere(path: string): DomainError {
  return new DomainError('INVALID_INPUT', `"${path}" is not there, or may not be read.`, {
    remedy: 'A job reads inside the folders of TUWEN_DATASETS only.',
  });
}
