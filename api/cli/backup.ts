import { resolve } from 'node:path';
import { Command } from 'commander';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';

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
    process.once(signal, () => stopping.abort(new Error(`The backup was stopped by ${signal}.`)));
  const done = await application
    .backUp({ path: resolve(file), withModels: models, signal: stopping.signal })
    .catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
      console.error('The backup was stopped; nothing of it was kept.');
      process.exitCode = 130;
    });
  if (done === undefined) return;
  console.log(`${file}: ${counted(done)}`);
  for (const sha256 of done.missingPictures) console.error(`The picture ${sha256} is missing.`);
}

async function restore(file: string, { replace = false }: { readonly replace?: boolean }): Promise<void> {
  const application = new Application(readConfig(process.env));
  const done = await application.restore({ path: resolve(file), mayReplace: replace });
  console.log(`Restored from ${done.createdAt}: ${counted(done)}`);
}

type Done = Awaited<ReturnType<Application['restore']>>;

function counted({ database: { tables }, pictures, entries }: Done): string {
  const rows = (table: string) => tables.find(({ name }) => name === table)?.rows ?? 0;
  const models = Object.keys(entries).filter((name) => name.endsWith('/manifest.json')).length;
  return `${rows('collections')} collections, ${rows('items')} items, ${rows('item_vectors')} vectors, ${pictures} pictures, ${models} models`;
}
