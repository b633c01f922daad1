import { Command } from 'commander';
import type { ModelManifest } from '../../core/model/manifest.ts';
import { modelPrecisions } from '../../core/model/model-precisions.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { importCommand } from './import-model.ts';
import { pullCommand } from './pull.ts';

export function modelsCommand(): Command {
  return new Command('models')
    .description('Imported models.')
    .addCommand(listCommand())
    .addCommand(importCommand())
    .addCommand(pullCommand());
}

function listCommand(): Command {
  return new Command('list').description('List imported models.').action(async () => {
    const models = await new Application(readConfig(process.env)).modelStore.list();
    if (models.length === 0) console.log('No models yet. Import one with `tuwen models import`.');
    for (const model of models) {
      const { name, dimension, image, contextLength, parameters } = model;
      const size = `${(parameters.total / 1e6).toFixed(2)} M parameters`;
      const precisions = modelPrecisions(model).map(({ precision }) => precision);
      console.log(
        `${name}  ${familyOf(model)}  ${dimension} dimensions  ${image.size} px  ${contextLength} tokens  ${size}  ${precisions}`,
      );
    }
  });
}

/** The plugin, and what the model's own files call it. */
function familyOf({ family, published }: ModelManifest): string {
  return published === undefined ? family : `${family} (${published.family}, ${published.licence})`;
}
