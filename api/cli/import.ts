import { existsSync } from 'node:fs';
import { parse, resolve } from 'node:path';
import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { type BulkImportInput, bulkImportKind } from '../../core/import/bulk-import.ts';
import type { Jobs } from '../../core/jobs/jobs.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImportSource } from '../../core/ports/import-files.ts';
import type { Job } from '../../core/ports/job-store.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { ImportProgress } from './import-progress.ts';

interface Options {
  readonly folder?: string;
  readonly images?: string;
  readonly texts?: string;
  readonly jsonl?: string;
  readonly csv?: string;
  readonly zip?: string;
  readonly upload?: string;
  readonly skipDuplicates?: true;
  readonly resume?: string;
  readonly create?: true;
}

export function importCommand(): Command {
  return new Command('import')
    .description('Fill a collection from files; Ctrl-C interrupts, --resume goes on.')
    .argument('<collection>', 'name of the collection')
    .option('--create', 'make the collection first, in the space of the default model')
    .option('--folder <folder>', 'pictures in it and below; their paths are the keys')
    .option('--images <file>', "the original's TSV or LMDB of pictures")
    .option('--texts <file>', "with --images: the original's JSONL or LMDB of texts")
    .option('--jsonl <file>', 'objects of key, text, image, metadata')
    .option('--csv <file>', 'columns key, text, image, and others for metadata')
    .option('--zip <file>', 'pictures, or items.jsonl or items.csv with pictures')
    .option('--upload <id>', 'a zip that was uploaded with createUpload')
    .option('--skip-duplicates', 'leave out what has the picture of another item')
    .option('--resume <job>', 'go on with an interrupted import')
    .action(run);
}

async function run(collection: string, options: Options): Promise<void> {
  const config = readConfig(process.env);
  // On a command line, every path may be read.
  const application = new Application({ ...config, datasets: [resolve('/')] });
  const bar = new ImportProgress();
  let id: string | undefined;
  const stopping = closeOnSignal({
    log: application.log,
    close: async () => {
      bar.stop();
      await opened.catch(() => undefined);
      await application.close();
      console.error(interrupted(collection, id));
    },
    seconds: config.shutdownSeconds,
    isCommand: true,
  });
  const opened = application.openDatabase();
  try {
    await opened;
    if (options.create) await application.createCollection({ name: collection });
    const job = await application.runJob(
      bulkImportKind,
      async (jobs) => {
        const job = await begin(jobs, collection, options);
        id = job.id;
        return job;
      },
      (changed) => bar.show(changed),
    );
    bar.stop();
    report(job, collection);
    for (const { name, path } of await application.jobArtefacts(job))
      console.log(`${parse(name).name}: ${path}`);
  } catch (error) {
    // Whatever was under way cannot go on without the database.
    if (!stopping.aborted) throw error;
  } finally {
    bar.stop();
    if (!stopping.aborted) await application.close();
  }
}

/** A new job, or the one to go on with. */
async function begin(jobs: Jobs, collection: string, options: Options): Promise<Job> {
  if (options.resume !== undefined) return goOn(jobs, options.resume);
  const duplicates = options.skipDuplicates ? 'skip' : 'store';
  const input: BulkImportInput = { collection, source: sourceOf(options), duplicates };
  const started = await jobs.start(bulkImportKind, input as unknown as JsonObject);
  console.log(`Job ${started.id}; if it is interrupted: ${resuming(collection, started.id)}`);
  return started;
}

function resuming(collection: string, id: string): string {
  return `tuwen import ${collection} --resume ${id}`;
}

function interrupted(collection: string, id: string | undefined): string {
  if (id === undefined) return 'Interrupted before the import began.';
  return `Interrupted; what was imported stays. To go on: ${resuming(collection, id)}`;
}

/** What was paused is resumed; what has ended stays as it is. @throws DomainError NOT_FOUND */
async function goOn(jobs: Jobs, id: string): Promise<Job> {
  const job = await jobs.find(id);
  if (job?.kind !== bulkImportKind) throw new DomainError('NOT_FOUND', `There is no import ${id}.`);
  return job.state === 'paused' ? jobs.resume(id) : job;
}

function sourceOf({ folder, images, texts, jsonl, csv, zip, upload }: Options): ImportSource {
  const given: ImportSource[] = [];
  if (folder !== undefined) given.push({ kind: 'folder', path: existing(folder) });
  if (images !== undefined) {
    const described = texts === undefined ? {} : { texts: existing(texts) };
    given.push({ kind: 'original', path: existing(images), ...described });
  }
  if (jsonl !== undefined) given.push({ kind: 'lines', path: existing(jsonl) });
  if (csv !== undefined) given.push({ kind: 'csv', path: existing(csv) });
  if (zip !== undefined) given.push({ kind: 'zip', path: existing(zip) });
  if (upload !== undefined) given.push({ kind: 'upload', uploadId: upload });
  if (given.length === 1) return given[0]!;
  throw new DomainError('INVALID_INPUT', 'An import has one source.', {
    remedy: 'Give one of --folder, --images, --jsonl, --csv, --zip and --upload.',
  });
}

/** Absolute. @throws DomainError INVALID_INPUT when there is nothing */
function existing(path: string): string {
  if (existsSync(path)) return resolve(path);
  throw new DomainError('INVALID_INPUT', `There is nothing at ${path}.`);
}

function report({ id, state, result, error }: Job, collection: string): void {
  if (state === 'succeeded') {
    const { read, created, updated, rejected, duplicates, skipped } = result as Record<string, number>;
    console.log(`${read} read: ${created} created, ${updated} replaced, ${rejected} rejected`);
    if (duplicates! > 0)
      console.log(`${duplicates} have the picture of another item, ${skipped} of them left out`);
    return;
  }
  const reason = error === null ? '' : `: ${error.code}: ${error.message}`;
  const remedy = state === 'paused' ? `. To go on: ${resuming(collection, id)}` : '';
  console.error(`The import is ${state}${reason}${remedy}`);
  process.exitCode = 1;
}
