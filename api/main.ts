#!/usr/bin/env node
import { Command } from 'commander';
import { DomainError } from '../core/errors.ts';
import { backupCommand, restoreCommand } from './cli/backup.ts';
import { compareCommand } from './cli/compare.ts';
import { datasetCommand } from './cli/dataset.ts';
import { doctorCommand } from './cli/doctor.ts';
import { elevaterCommand } from './cli/elevater.ts';
import { embedCommand } from './cli/embed.ts';
import { featuresCommand } from './cli/features.ts';
import { importCommand } from './cli/import.ts';
import { keysCommand } from './cli/keys.ts';
import { modelsCommand } from './cli/models.ts';
import { pluginsCommand } from './cli/plugins.ts';
import { annotationsCommand, recallCommand, topKCommand } from './cli/retrieval.ts';
import { serveCommand } from './cli/serve.ts';
import { tokenizeCommand } from './cli/tokenize.ts';
import { workerCommand } from './cli/worker.ts';
import { zeroShotCommand } from './cli/zero-shot.ts';

const program = new Command('tuwen')
  .description('Chinese-CLIP as a platform: pictures and Chinese text in one vector space.')
  .addCommand(serveCommand())
  .addCommand(workerCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(doctorCommand())
  .addCommand(keysCommand())
  .addCommand(importCommand())
  .addCommand(modelsCommand())
  .addCommand(pluginsCommand())
  .addCommand(tokenizeCommand())
  .addCommand(embedCommand())
  .addCommand(datasetCommand())
  .addCommand(featuresCommand())
  .addCommand(zeroShotCommand())
  .addCommand(elevaterCommand())
  .addCommand(topKCommand())
  .addCommand(annotationsCommand())
  .addCommand(recallCommand())
  .addCommand(compareCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
