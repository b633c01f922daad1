import { resolve } from 'node:path';
import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import type { BackupCounts } from '../../core/ports/backup-writer.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { exitCodeOf } from './close-on-signal.ts';

export function backupCommand(): Command {
  return new Command('backup')
    .description('Write database, pictures, files of jobs and models into one file.')
    .argument('<file>', 'the file to write, for example tuwen.zip')
    .option('--no-models', 'leave out models, which can be imported again')
    .action(backup);
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('Put a backup in place: into TUWEN_HOME, and into DATABASE_URL or the embedded database.')
    .argument('<file>', 'what `tuwen backup` has written')
    .option('--replace', 'delete what is in the database')
    .action(restore);
}

async function backup(file: string, { models }: { readonly models: boolean }): Promise<void> {
  const application = new Application(readConfig(process.env));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.exitCode = exitCodeOf(signal);
      stopping.abort(new Error(`The backup was stopped by ${signal}.`));
    });
  const done = await application
    .backUp({ path: resolve(file), withModels: models, signal: stopping.signal })
    .catch((error: unknown) => {
      if (!stopping.signal.aborted) throw whileServed(error);
      console.error('The backup was stopped; nothing of it was kept.');
    });
  if (done === undefined) return;
  console.log(`${file}: ${counted(done.counts)}`);
  for (const sha256 of done.missingPictures) console.error(`The picture ${sha256} is missing.`);
}

async function restore(file: string, { replace = false }: { readonly replace?: boolean }): Promise<void> {
  const application = new Application(readConfig(process.env));
  const done = await application.restore({ path: resolve(file), mayReplace: replace });
  console.log(`Restored from ${done.createdAt}: ${counted(done)}`);
}

/** An embedded database that is in use is backed up by the server that uses it. */
function whileServed(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.code !== 'DATABASE_LOCKED') return error;
  const message = `The data folder is in use by process ${error.details['pid'] ?? 'unknown'}.`;
  const remedy =
    'Let the server write the backup, with an administrator\'s key: mutation { startBackup { id } }, and then download { job(id: "…") { artefacts { url } } }. Or stop it.';
  return new DomainError('DATABASE_LOCKED', message, { remedy, cause: error });
}

function counted({ collections, items, vectors, pictures, models }: BackupCounts): string {
  return `${collections} collections, ${items} items, ${vectors} vectors, ${pictures} pictures, ${models} models`;
}
