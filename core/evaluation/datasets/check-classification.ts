import type { DatasetFiles } from '../../ports/dataset-files.ts';
import type { LabelledImages } from '../../ports/labelled-images.ts';
import { elevaterFacts, isElevaterDataset } from '../elevater/datasets.ts';
import type { CheckProgress } from './check-retrieval.ts';
import { type DatasetReport, datasetReport, Findings } from './findings.ts';

export interface ClassificationFiles {
  /** Absolute. */
  readonly folder: string;
  /** `label_cn.txt`. */
  readonly labels: string | undefined;
  /** `label.txt`, in English, which nothing reads. */
  readonly englishLabels: string | undefined;
  readonly index: string | undefined;
  readonly elevater: string | undefined;
}

const reportEvery = 500;

/**
 * Looks for what would spoil a zero-shot evaluation without any error: labels that belong to other folders, pictures that
 * count for nothing, an index that names others.
 * @throws DomainError INVALID_INPUT for a folder without class folders
 */
export async function checkClassificationSet(
  datasets: DatasetFiles,
  files: ClassificationFiles,
  inspect: (picture: Uint8Array) => Promise<void>,
  onProgress: CheckProgress,
): Promise<DatasetReport> {
  const set = await datasets.imageFolder(files.folder);
  const findings = new Findings();
  checkClasses(set, findings);
  const labelFile = files.labels === undefined ? '' : fileName(files.labels);
  checkLabels(await linesOf(datasets, files.labels), labelFile, set.classes.length, findings);
  checkEnglishLabels(await linesOf(datasets, files.englishLabels), set.classes.length, findings);
  const index = checkIndex(await linesOf(datasets, files.index), set.images.length, findings);
  checkElevater(files.elevater, set, index, findings);
  for (const path of set.strays) {
    const remedy =
      'Take it out, or give it one of the endings .jpg .jpeg .png .ppm .bmp .pgm .tif .tiff .webp.';
    findings.add({
      severity: 'warning',
      code: 'STRAY_FILE',
      message: 'It is no picture of a class.',
      where: path,
      remedy,
    });
  }
  await checkPictures(set, inspect, findings, onProgress);
  return datasetReport(
    'classification',
    { images: set.images.length, classes: set.classes.length },
    findings,
  );
}

/** The n-th label belongs to the n-th folder in the order of their names, in which 10 comes before 2. */
function checkClasses({ classes, images }: LabelledImages, findings: Findings): void {
  const areNumbers = classes.every((name) => /^\d+$/.test(name));
  const numeric = [...classes].sort((a, b) => Number(a) - Number(b));
  const wrong = areNumbers ? classes.findIndex((name, i) => name !== numeric[i]) : -1;
  if (wrong >= 0) {
    findings.add({
      severity: 'error',
      code: 'CLASS_ORDER',
      message: `Sorted by name, folder ${wrong} is ${classes[wrong]}, by number it is ${numeric[wrong]}: labels go to other folders.`,
      where: classes[wrong]!,
      remedy: 'Name the folders with leading zeros: 000 to 099 instead of 0 to 99.',
    });
  }
  const counts = new Int32Array(classes.length);
  for (const { classIndex } of images) counts[classIndex]!++;
  for (const [i, name] of classes.entries()) {
    if (counts[i] !== 0) continue;
    const remedy = 'Add its pictures, or take folder and label out.';
    findings.add({
      severity: 'warning',
      code: 'EMPTY_CLASS',
      message: 'The class has no pictures.',
      where: name,
      remedy,
    });
  }
}

function checkLabels(
  lines: readonly string[] | undefined,
  file: string,
  classCount: number,
  findings: Findings,
): void {
  if (lines === undefined) {
    const remedy = 'Write one label a line into label_cn.txt, in or beside the folder.';
    findings.add({
      severity: 'error',
      code: 'NO_LABELS',
      message: 'There is no file of Chinese labels.',
      remedy,
    });
    return;
  }
  const labels = withoutEnd(lines);
  if (labels.length !== classCount) findings.add(labelCount('error', labels.length, classCount));
  const seen = new Map<string, number>();
  for (const [i, label] of labels.entries()) {
    const where = `${file}:${i + 1}`;
    const add = (severity: 'error' | 'warning', code: string, message: string, remedy: string) =>
      findings.add({ severity, code, message, where, remedy });
    if (label.trim() === '')
      add('error', 'EMPTY_LABEL', 'The label is empty.', 'Write the name of the class.');
    else if (seen.has(label))
      add(
        'warning',
        'DUPLICATE_LABEL',
        `“${label}” is also on line ${seen.get(label)! + 1}.`,
        'Name the classes apart: one of them never wins.',
      );
    seen.set(label, i);
  }
}

function checkEnglishLabels(
  lines: readonly string[] | undefined,
  classCount: number,
  findings: Findings,
): void {
  if (lines === undefined) return;
  const { length } = withoutEnd(lines);
  if (length !== classCount) findings.add(labelCount('info', length, classCount));
}

function labelCount(severity: 'error' | 'info', labels: number, classes: number) {
  const code = severity === 'error' ? 'LABEL_COUNT' : 'ENGLISH_LABEL_COUNT';
  const message = `There are ${labels} ${severity === 'error' ? '' : 'English '}labels for ${classes} class folders.`;
  return {
    severity,
    code,
    message,
    remedy: 'Write one label a line in the order of the sorted folder names.',
  };
}

/** Gives the number of pictures that the index names. */
function checkIndex(
  lines: readonly string[] | undefined,
  count: number,
  findings: Findings,
): number | undefined {
  if (lines === undefined) return undefined;
  const add = (code: string, message: string, where?: string) =>
    findings.add({
      severity: 'error',
      code,
      message,
      remedy: 'Take index.json from the archive that the pictures come from.',
      ...(where === undefined ? {} : { where }),
    });
  const index = parseIndex(lines);
  if (index === undefined) {
    add('BAD_INDEX', 'The index is no JSON list of numbers.');
    return undefined;
  }
  const seen = new Set<number>();
  for (const [row, picture] of index.entries()) {
    const where = `index.json, place ${row}`;
    if (!(Number.isInteger(picture) && picture >= 0 && picture < count))
      add('INDEX_RANGE', `It names picture ${picture}, there are ${count}.`, where);
    else if (seen.has(picture)) add('INDEX_DUPLICATE', `It names picture ${picture} twice.`, where);
    seen.add(picture);
  }
  return index.length;
}

function parseIndex(lines: readonly string[]): readonly number[] | undefined {
  try {
    const value: unknown = JSON.parse(lines.join('\n'));
    return Array.isArray(value) && value.every((each) => typeof each === 'number') ? value : undefined;
  } catch {
    return undefined;
  }
}

function checkElevater(
  name: string | undefined,
  { classes, images }: LabelledImages,
  indexed: number | undefined,
  findings: Findings,
): void {
  if (name === undefined || !isElevaterDataset(name)) return;
  const facts = elevaterFacts[name];
  const compare = (what: string, found: number, expected: number) => {
    if (found === expected) return;
    const message = `There are ${found} ${what}, ELEVATER's ${name} has ${expected}.`;
    const remedy = 'A submission needs all of them; an evaluation of your own does not.';
    findings.add({ severity: 'warning', code: `ELEVATER_${what.toUpperCase()}`, message, remedy });
  };
  compare('classes', classes.length, facts.classes);
  compare('pictures', indexed ?? images.length, facts.pictures);
}

async function checkPictures(
  set: LabelledImages,
  inspect: (picture: Uint8Array) => Promise<void>,
  findings: Findings,
  onProgress: CheckProgress,
): Promise<void> {
  for (const [i, image] of set.images.entries()) {
    if (i % reportEvery === 0) await onProgress('images', i, set.images.length);
    try {
      await inspect(await set.read(image));
    } catch (error) {
      const remedy = 'Replace it, or evaluate with unreadable pictures left out.';
      const { message } = error as Error;
      findings.add({ severity: 'error', code: 'UNREADABLE_PICTURE', message, where: image.path, remedy });
    }
  }
}

async function linesOf(
  datasets: DatasetFiles,
  path: string | undefined,
): Promise<readonly string[] | undefined> {
  return path === undefined ? undefined : datasets.lines(path);
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

/** Without blank lines at the end. */
function withoutEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
