import { DomainError } from '../errors.ts';
import { after } from '../evaluation/extract-features.ts';
import type { JobHandler, JobWork } from '../jobs/job-handler.ts';
import type { JsonObject } from '../json.ts';
import type {
  Collection,
  CollectionStore,
  DuplicatePicture,
  DuplicatePolicy,
  VectorIndex,
} from '../ports/collections.ts';
import type { Audited } from '../ports/dataset-files.ts';
import type { DatasetRoots } from '../ports/dataset-roots.ts';
import type { ImportFiles, ImportSource, OpenedImport } from '../ports/import-files.ts';
import type { AppendedFile } from '../ports/job-files.ts';
import type { JobArtefact, RejectedEntry } from '../ports/job-store.ts';
import type { UploadStore } from '../ports/upload-store.ts';
import { type AddItems, type AddItemsResult, maximumItems } from '../search/add-items.ts';
import type { NewItem } from '../search/new-item.ts';
import { requireCollection } from '../search/require-collection.ts';

export const bulkImportKind = 'import';

export interface BulkImportInput {
  readonly collection: string;
  readonly source: ImportSource;
  /** Default: store. */
  readonly duplicates?: DuplicatePolicy | undefined;
}

export interface BulkImportDependencies {
  readonly addItems: AddItems;
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly roots: DatasetRoots;
  readonly importFiles: ImportFiles;
  readonly uploads: UploadStore;
  /** Called with the collection when all is stored. */
  readonly onFilled: (collection: Collection) => Promise<void>;
  /** Items of one batch. Default and maximum: 256. */
  readonly batchSize?: number;
}

const rejectsFile = 'rejects.jsonl';
const duplicatesFile = 'duplicates.jsonl';
const mediaType = 'application/x-ndjson';
const shownRejects = 10;

/** Bytes of pictures that one batch holds; sources that read pictures later hold none. */
const batchBytes = 64 * 2 ** 20;

const expectedPictures = 'Pictures are files that end in .jpg, .jpeg, .png, .webp, .gif or .bmp.';
const expectedArchive = `Items are the lines of items.jsonl, the rows of items.csv, or pictures. ${expectedPictures}`;

/** What an empty source should have had in it. */
const expected: Readonly<Record<ImportSource['kind'], string>> = {
  folder: expectedPictures,
  original: 'Items are the pictures of the TSV or LMDB; the file has none.',
  lines: 'Items are JSON objects, one a line; the file has none.',
  csv: 'Items are the rows below the header; the file has none.',
  zip: expectedArchive,
  upload: expectedArchive,
};

/** How far an import is. */
interface ImportState {
  readonly fingerprint: string;
  /** Entries taken from the source. */
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly rejected: number;
  /** Those of them that were no items at all. */
  readonly formless: number;
  /** The first of them, to be shown while it goes on. */
  readonly firstRejects: readonly RejectedEntry[];
  /** Items with the picture of another one, whether stored or not. */
  readonly duplicates: number;
  readonly skipped: number;
  /** Sizes of the files. */
  readonly rejectsBytes: number;
  readonly duplicatesBytes: number;
}

/**
 * Fills a collection from files. Items are stored under their keys, so a batch that is repeated after a crash doubles nothing; what
 * cannot be stored is told line by line in `rejects.jsonl`.
 */
export class BulkImport implements JobHandler {
  readonly kind = bulkImportKind;
  readonly #deps: BulkImportDependencies;

  constructor(deps: BulkImportDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError NOT_FOUND for the collection, UPLOAD_INCOMPLETE, INVALID_INPUT for paths outside of the folders of data sets */
  async prepare(given: JsonObject): Promise<JsonObject> {
    const { collection, source, duplicates = 'store' } = given as unknown as BulkImportInput;
    await requireCollection(this.#deps.collections, collection);
    if (source.kind === 'upload') {
      await this.#deps.uploads.claim(source.uploadId);
      return { ...given, duplicates };
    }
    const { path } = await this.#deps.roots.resolve(source.path);
    const texts =
      source.kind === 'original' && source.texts !== undefined
        ? { texts: (await this.#deps.roots.resolve(source.texts)).path }
        : {};
    return { collection, source: { ...source, path, ...texts }, duplicates } as unknown as JsonObject;
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { source, collection, duplicates } = work.input as unknown as BulkImportInput;
    const into = await requireCollection(this.#deps.collections, collection);
    const opened = await this.#deps.importFiles.open(source);
    try {
      const from = await beginning(work, `${into.id} ${await this.#fingerprint(source, opened.total)}`);
      const told = await openTold(work, from);
      try {
        const end = await this.#fill(work, { into, duplicates }, opened, from, told);
        return await this.#finish(work, collection, source, end);
      } finally {
        await Promise.all([told.rejects.close(), told.duplicates.close()]);
      }
    } finally {
      opened.close();
    }
  }

  /** Where this is missed the archive is swept up later. */
  async succeeded(input: JsonObject): Promise<void> {
    const { source } = input as unknown as BulkImportInput;
    if (source.kind === 'upload') await this.#deps.uploads.release(source.uploadId);
  }

  /** Changes when entries may have moved: a folder's own time says nothing of the folders below it, but their number does. */
  async #fingerprint(source: ImportSource, total: number | undefined): Promise<string> {
    // What was uploaded does not change.
    if (source.kind === 'upload') return source.uploadId;
    const paths = source.kind === 'original' && source.texts !== undefined ? [source.texts] : [];
    const found = await Promise.all([source.path, ...paths].map((path) => this.#deps.roots.resolve(path)));
    return [...found.map(({ fingerprint }) => fingerprint), total].join(' ');
  }

  async #finish(
    work: JobWork,
    collection: string,
    source: ImportSource,
    end: ImportState,
  ): Promise<JsonObject> {
    const { read } = end;
    if (read === 0) {
      throw new DomainError('INVALID_INPUT', 'There is nothing to import in the source.', {
        remedy: expected[source.kind],
      });
    }
    if (end.formless === read) throw ofAnotherForm(end);
    const filled = await requireCollection(this.#deps.collections, collection);
    await this.#deps.index.analyse(filled);
    if (end.rejected > 0) await work.publish(rejectsFile, mediaType);
    if (end.duplicates > 0) await work.publish(duplicatesFile, mediaType);
    await this.#deps.onFilled(filled);
    return { collection, read, ...countsOf(end) };
  }

  /** While one batch is being stored, the next one is read and embedded. */
  async #fill(
    work: JobWork,
    { into, duplicates }: { readonly into: Collection } & Pick<BulkImportInput, 'duplicates'>,
    { entries, total }: OpenedImport,
    from: ImportState,
    told: Told,
  ): Promise<ImportState> {
    const size = this.#deps.batchSize ?? maximumItems;
    let storing = Promise.resolve(from);
    try {
      for await (const batch of batchesOf(after(entries, from.read), size)) {
        work.signal.throwIfAborted();
        const items = batch.flatMap((entry) => ('value' in entry ? [entry.value] : []));
        const embedded = await this.#deps.addItems.embed(into.name, items);
        if (embedded.collection.id !== into.id) throw replacedMeanwhile(into);
        const before = await storing;
        storing = this.#deps.addItems
          .store(embedded, duplicates)
          .then((stored) => this.#tell(work, batch, stored, before, told, total));
        // Awaited with the next batch, or at the end.
        storing.catch(() => undefined);
      }
      return await storing;
    } finally {
      await storing.catch(() => undefined);
    }
  }

  /** Writes down what became of a batch. */
  async #tell(
    work: JobWork,
    batch: readonly Audited<NewItem>[],
    stored: AddItemsResult,
    before: ImportState,
    told: Told,
    total: number | undefined,
  ): Promise<ImportState> {
    const refused = rejectsOf(batch, stored.rejected);
    const equal = duplicatesOf(batch, stored.duplicates);
    const state = {
      ...before,
      read: before.read + batch.length,
      created: before.created + stored.createdCount,
      updated: before.updated + stored.updatedCount,
      rejected: before.rejected + refused.length,
      formless: before.formless + batch.filter((entry) => 'problem' in entry).length,
      firstRejects: [...before.firstRejects, ...refused].slice(0, shownRejects),
      duplicates: before.duplicates + equal.length,
      skipped: before.skipped + equal.filter(({ stored }) => !stored).length,
      rejectsBytes: await told.rejects.append(asLines(refused)),
      duplicatesBytes: await told.duplicates.append(asLines(equal)),
    };
    await work.saveCheckpoint(state as unknown as JsonObject, await artefactsOf(told, state));
    const counts = countsOf(state);
    await work.progress({
      stage: 'items',
      done: state.read,
      ...(total === undefined ? {} : { total: Math.max(total, state.read) }),
      counts,
      rejects: state.firstRejects,
    });
    return state;
  }
}

/** The rest of the entries alone would make the other one look whole. */
function replacedMeanwhile({ name }: Collection): DomainError {
  return new DomainError('NOT_FOUND', `The collection ${name} was deleted, and another has its name now.`, {
    remedy: 'Retry the job to import everything into that one.',
  });
}

/** A file of one kind given as one of another would otherwise be a success without items. */
function ofAnotherForm({ read, firstRejects: [first] }: ImportState): DomainError {
  const message = `None of the ${read} entries of the source has the form of an item. ${first!.where}: ${first!.message}`;
  return new DomainError('INVALID_INPUT', message, {
    remedy: 'Give the file as the kind of source that it is.',
  });
}

/** Where the last worker got to; the beginning for a source that has changed since, and for another collection of the same name. */
async function beginning(work: JobWork, fingerprint: string): Promise<ImportState> {
  const state = work.checkpoint as Partial<ImportState> | null;
  const counts = { read: 0, created: 0, updated: 0, rejected: 0, formless: 0, duplicates: 0, skipped: 0 };
  const anew = { fingerprint, ...counts, firstRejects: [], rejectsBytes: 0, duplicatesBytes: 0 };
  if (state?.fingerprint === fingerprint) return { ...anew, ...state };
  // The files are about to be cut, and may be offered no longer.
  if (state !== null) await work.saveCheckpoint(anew);
  return anew;
}

/** The files that tell what became of entries line by line. */
interface Told {
  readonly rejects: AppendedFile;
  readonly duplicates: AppendedFile;
}

async function openTold({ files, jobId }: JobWork, from: ImportState): Promise<Told> {
  const rejects = await files.append(jobId, rejectsFile, from.rejectsBytes);
  return { rejects, duplicates: await files.append(jobId, duplicatesFile, from.duplicatesBytes) };
}

/** Those that have any lines. */
async function artefactsOf(
  told: Told,
  { rejected, duplicates }: ImportState,
): Promise<readonly JobArtefact[]> {
  const files = [
    ...(rejected > 0 ? [{ name: rejectsFile, file: told.rejects }] : []),
    ...(duplicates > 0 ? [{ name: duplicatesFile, file: told.duplicates }] : []),
  ];
  return Promise.all(files.map(async ({ name, file }) => ({ name, mediaType, ...(await file.describe()) })));
}

function countsOf({ created, updated, rejected, duplicates, skipped }: ImportState) {
  return { created, updated, rejected, duplicates, skipped };
}

function asLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** Groups of at most `size`, and no more bytes than one group may hold; what was read before a failure comes before it. */
async function* batchesOf<T extends Audited<NewItem>>(
  entries: AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  let bytes = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const entry of entries) {
      batch.push(entry);
      bytes += heldBytes(entry);
      if (batch.length < size && bytes < batchBytes) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  } catch (error) {
    failure = { error };
  }
  if (batch.length > 0) yield batch;
  if (failure !== undefined) throw failure.error;
}

function heldBytes(entry: Audited<NewItem>): number {
  const image = 'value' in entry ? entry.value.image : null;
  return image !== null && 'bytes' in image ? image.bytes.length : 0;
}

/** In the order of the source. */
function rejectsOf(
  batch: readonly Audited<NewItem>[],
  rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[],
): readonly RejectedEntry[] {
  const byIndex = new Map(rejected.map((reject) => [reject.index, reject]));
  let index = 0;
  return batch.flatMap((entry): readonly RejectedEntry[] => {
    if ('problem' in entry)
      return [{ where: entry.where, code: 'INVALID_INPUT', message: `${entry.problem}.` }];
    const reject = byIndex.get(index++);
    if (reject === undefined) return [];
    return [{ where: entry.where, key: entry.value.key, code: reject.code, message: reject.message }];
  });
}

/** An item whose picture another one has. */
interface Duplicate {
  readonly where: string;
  readonly key: string;
  readonly of: string;
  readonly stored: boolean;
}

/** Likewise. */
function duplicatesOf(
  batch: readonly Audited<NewItem>[],
  duplicates: readonly DuplicatePicture[],
): readonly Duplicate[] {
  const places = batch.flatMap((entry) => ('value' in entry ? [entry.where] : []));
  return duplicates.map(({ index, key, of, isStored }) => ({
    where: places[index]!,
    key,
    of,
    stored: isStored,
  }));
}
