import { basename, join } from 'node:path';
import type { Audited, DatasetFiles, DatasetImage } from '../../core/ports/dataset-files.ts';
import type { DatasetRoots } from '../../core/ports/dataset-roots.ts';
import type { ImportFiles, ImportSource, OpenedImport } from '../../core/ports/import-files.ts';
import type { UploadStore } from '../../core/ports/upload-store.ts';
import type { NewItem } from '../../core/search/new-item.ts';
import { chunksOf } from '../files/dataset-lines.ts';
import { isPictureName, readPictureFile, walkPictures } from './picture-files.ts';
import { PictureTexts } from './picture-texts.ts';
import { countOf, csv, jsonl, type RecordFile, type RecordReader } from './record-files.ts';
import { ZipPictures } from './zip-pictures.ts';

/** Items beside pictures in a zip file. */
const recordFiles: Readonly<Record<string, RecordReader>> = { 'items.jsonl': jsonl, 'items.csv': csv };

export interface LocalImportFilesDependencies {
  readonly datasets: DatasetFiles;
  readonly roots: DatasetRoots;
  readonly uploads: UploadStore;
}

/** Sources on the local disk. Pictures that records name lie inside the roots too. */
export class LocalImportFiles implements ImportFiles {
  readonly #datasets: DatasetFiles;
  readonly #roots: DatasetRoots;
  readonly #uploads: UploadStore;

  constructor({ datasets, roots, uploads }: LocalImportFilesDependencies) {
    this.#datasets = datasets;
    this.#roots = roots;
    this.#uploads = uploads;
  }

  async open(source: ImportSource): Promise<OpenedImport> {
    if (source.kind === 'upload') return openZip(await this.#uploads.claimedPath(source.uploadId));
    const { path } = source;
    switch (source.kind) {
      case 'folder':
        return opened(folderItems(path), await countOf(walkPictures(path)));
      case 'original':
        return opened(this.#originalItems(path, source.texts), await this.#datasets.count(path));
      case 'lines':
        return opened(
          jsonl.items(this.#recordFile(path)),
          await countOfRecords(jsonl, this.#recordFile(path)),
        );
      case 'csv':
        return opened(csv.items(this.#recordFile(path)), await countOfRecords(csv, this.#recordFile(path)));
      case 'zip':
        return openZip(path);
    }
  }

  /** Texts that cannot be used come first, those of no picture last. */
  async *#originalItems(path: string, textsPath: string | undefined): AsyncGenerator<Audited<NewItem>> {
    const texts = new PictureTexts();
    for await (const text of textsPath === undefined ? [] : this.#datasets.auditTexts(textsPath)) {
      if ('problem' in text) yield text;
      else texts.add(text);
    }
    for await (const image of this.#datasets.auditImages(path)) {
      if ('problem' in image) yield image;
      else yield { where: image.where, value: pictureItem(image.value, texts.take(image.value.id)) };
    }
    yield* texts.left(basename(path));
  }

  #recordFile(path: string): RecordFile {
    const load = (name: string) => async () => readPictureFile((await this.#roots.resolve(name, path)).path);
    return {
      name: basename(path),
      open: () => chunksOf(path),
      findPicture: (name) => ({ load: load(name) }),
    };
  }
}

async function* folderItems(root: string): AsyncGenerator<Audited<NewItem>> {
  for await (const key of walkPictures(root)) {
    const image = { load: () => readPictureFile(join(root, key)) };
    yield { where: key, value: { key, text: null, image, metadata: {} } };
  }
}

/** The first text is the item's own, because one vector stands for it; words are looked for in all of them. */
function pictureItem({ id, bytes }: DatasetImage, texts: readonly string[]): NewItem {
  const metadata = texts.length === 0 ? {} : { texts };
  return { key: id, text: texts[0] ?? null, image: { bytes }, metadata };
}

async function openZip(path: string): Promise<OpenedImport> {
  const zip = await ZipPictures.open(path);
  const folder = onlyFolder(zip);
  for (const [name, reader] of Object.entries(recordFiles)) {
    const inside = zip.has(name) ? '' : folder;
    if (!zip.has(inside + name)) continue;
    const findPicture = (image: string) => ({ load: () => zip.read(inside + image) });
    const file = { name, open: () => zip.chunks(inside + name), findPicture };
    return opened(reader.items(file), await countOfRecords(reader, file), () => zip.close());
  }
  const keys = zip.names().filter(isPictureName);
  const unnamed = zip.unnamed.filter(isPictureName);
  return opened(zipItems(zip, keys, unnamed), keys.length + unnamed.length, () => zip.close());
}

async function* zipItems(
  zip: ZipPictures,
  keys: readonly string[],
  unnamed: readonly string[],
): AsyncGenerator<Audited<NewItem>> {
  for (const where of unnamed)
    yield {
      where,
      problem:
        'its name is neither UTF-8 nor GB18030; pack it again with a program that writes names in UTF-8',
    };
  for (const key of keys) {
    const image = { load: () => zip.read(key) };
    yield { where: key, value: { key, text: null, image, metadata: {} } };
  }
}

/** A folder that was packed as a whole is the only one at the top, but for what a Mac puts beside it; empty where there is none. */
function onlyFolder(zip: ZipPictures): string {
  const tops = new Set(zip.names().map((name) => name.split('/')[0]!));
  tops.delete('__MACOSX');
  return tops.size === 1 ? `${[...tops][0]!}/` : '';
}

function opened(
  entries: OpenedImport['entries'],
  total: number | undefined,
  close: OpenedImport['close'] = () => undefined,
): OpenedImport {
  return { entries, ...(total === undefined ? {} : { total }), close };
}

/** Undefined for a file that cannot be read to its end: whoever reads it is told there, after what is before. */
function countOfRecords(reader: RecordReader, file: RecordFile): Promise<number | undefined> {
  return reader.count(file).catch(() => undefined);
}
