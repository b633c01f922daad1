import { Command } from 'commander';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import {
  addImportOptions,
  type ImportOptions,
  importBar,
  printModel,
  readImportOptions,
} from './import-options.ts';

export function importCommand(): Command {
  const command = new Command('import')
    .description('Import a checkpoint so that it can be served.')
    .argument('<path>', 'checkpoint file, or a folder with one model');
  return addImportOptions(command).action(importModel);
}

async function importModel(checkpointPath: string, options: ImportOptions): Promise<void> {
  const application = new Application(readConfig(process.env));
  const bar = importBar();
  try {
    const input = { ...(await readImportOptions(options)), checkpointPath };
    const model = await application.importModel.run({ ...input, onProgress: bar.onProgress });
    bar.stop();
    printModel(model);
  } finally {
    bar.stop();
    await application.close();
  }
}
