import type { Audited, DatasetFiles, DatasetImage, DatasetText } from '../../ports/dataset-files.ts';
import { type DatasetReport, datasetReport, Findings } from './findings.ts';

export type CheckProgress = (stage: string, done: number, total: number) => Promise<void>;

/** Pictures or texts between two reports of progress. */
const reportEvery = 500;

/**
 * Looks for what would spoil a retrieval evaluation. Ids are kept in memory, nothing else.
 * @param inspect throws for a picture that cannot be read
 * @throws DomainError INVALID_INPUT for a file that cannot be opened at all
 */
export async function checkRetrievalSet(
  datasets: DatasetFiles,
  { images, texts }: { readonly images: string; readonly texts: string },
  inspect: (picture: Uint8Array) => Promise<void>,
  onProgress: CheckProgress,
): Promise<DatasetReport> {
  const findings = new Findings();
  const reportOf = async (stage: string, path: string) => {
    const total = await datasets.count(path);
    return (done: number) => onProgress(stage, done, total);
  };
  const onImages = await reportOf('images', images);
  const pictures = await checkImages(datasets.auditImages(images), inspect, findings, onImages);
  const onTexts = await reportOf('texts', texts);
  const counts = await checkTexts(datasets.auditTexts(texts), pictures, findings, onTexts);
  const unasked = [...pictures].filter((id) => !counts.asked.has(id));
  for (const id of unasked) {
    findings.add({
      severity: 'info',
      code: 'PICTURE_WITHOUT_TEXT',
      message: `No text asks for picture ${id}.`,
      remedy: 'Nothing to do: it is a candidate like the others, and asks for nothing itself.',
    });
  }
  return datasetReport(
    'retrieval',
    { images: pictures.size, texts: counts.texts, pairs: counts.pairs },
    findings,
  );
}

async function checkImages(
  images: AsyncIterable<Audited<DatasetImage>>,
  inspect: (picture: Uint8Array) => Promise<void>,
  findings: Findings,
  onProgress: (done: number) => Promise<void>,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let done = 0;
  for await (const image of images) {
    if (done++ % reportEvery === 0) await onProgress(done - 1);
    const { where } = image;
    if ('problem' in image) {
      const remedy = 'Write the line as an id, a tab and the picture in base64.';
      findings.add({ severity: 'error', code: 'BAD_PICTURE_LINE', message: image.problem, where, remedy });
      continue;
    }
    const { id, bytes } = image.value;
    if (ids.has(id)) {
      const remedy = 'Keep one of them: the last one counts in LMDB, both are candidates in a TSV.';
      findings.add({
        severity: 'error',
        code: 'DUPLICATE_PICTURE',
        message: `Picture ${id} is there twice.`,
        where,
        remedy,
      });
    }
    ids.add(id);
    try {
      await inspect(bytes);
    } catch (error) {
      const message = `Picture ${id}: ${(error as Error).message}`;
      const remedy = 'Replace it, or evaluate with unreadable pictures left out.';
      findings.add({ severity: 'error', code: 'UNREADABLE_PICTURE', message, where, remedy });
    }
  }
  return ids;
}

async function checkTexts(
  texts: AsyncIterable<Audited<DatasetText>>,
  pictures: ReadonlySet<string>,
  findings: Findings,
  onProgress: (done: number) => Promise<void>,
): Promise<{ readonly texts: number; readonly pairs: number; readonly asked: ReadonlySet<string> }> {
  const [ids, asked] = [new Set<string>(), new Set<string>()];
  let [done, pairs] = [0, 0];
  for await (const line of texts) {
    if (done++ % reportEvery === 0) await onProgress(done - 1);
    const { where } = line;
    if ('problem' in line) {
      const remedy = 'Write {"text_id": 1, "text": "…", "image_ids": [2]}.';
      findings.add({ severity: 'error', code: 'BAD_TEXT_LINE', message: line.problem, where, remedy });
      continue;
    }
    const { id, text, imageIds } = line.value;
    const add = (severity: 'error' | 'warning', code: string, message: string, remedy: string) =>
      findings.add({ severity, code, message, where, remedy });
    if (ids.has(id))
      add('error', 'DUPLICATE_TEXT', `Text ${id} is there twice.`, 'Give each text an id of its own.');
    if (text.trim() === '') add('error', 'EMPTY_TEXT', `Text ${id} is empty.`, 'Take it out.');
    if (imageIds.length === 0)
      add(
        'warning',
        'TEXT_WITHOUT_PICTURE',
        `Text ${id} has no picture.`,
        'It counts as a miss; take it out if it should not.',
      );
    for (const imageId of imageIds) {
      if (!pictures.has(imageId))
        add(
          'error',
          'UNKNOWN_PICTURE',
          `Text ${id} asks for picture ${imageId}, which is not there.`,
          'Add the picture, or take its id out.',
        );
      asked.add(imageId);
    }
    ids.add(id);
    pairs += imageIds.length;
  }
  return { texts: ids.size, pairs, asked };
}
