import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import type { PluginEntry } from '../../core/plugins/plugin-registry.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';

export function pluginsCommand(): Command {
  return new Command('plugins')
    .description('Plugins that bring backbones: the built-in ones and those of TUWEN_PLUGINS.')
    .addCommand(newCommand())
    .addCommand(new Command('list').description('List plugins, failed ones included.').action(list))
    .addCommand(switchCommand('enable', 'Show checkpoints to a plugin again.', true))
    .addCommand(switchCommand('disable', 'Keep checkpoints from a plugin; its models go on working.', false));
}

function newCommand(): Command {
  return new Command('new')
    .description('Write a working plugin to begin with.')
    .argument('<name>', 'name of the plugin: the family of its models')
    .argument('[folder]', 'folder to make (default: ./<name>)')
    .action(async (name: string, folder = name) => {
      const { plugins, pluginTemplate } = new Application(readConfig(process.env));
      if ((await plugins.list()).some((plugin) => plugin.name === name)) {
        throw new DomainError('ALREADY_EXISTS', `There is already a plugin ${name}.`, {
          remedy: 'Choose another name.',
        });
      }
      await pluginTemplate.write(name, folder);
      const shown = /[\\/]/.test(folder) ? folder : `./${folder}`;
      console.log(`Written: ${shown}. \`npm test\` there checks it, TUWEN_PLUGINS=${shown} loads it.`);
    });
}

async function list(): Promise<void> {
  const { plugins } = new Application(readConfig(process.env));
  for (const plugin of await plugins.list()) console.log(line(plugin));
}

function line({ name, version, builtIn, enabled, licence, description, error }: PluginEntry): string {
  if (error !== undefined) return `${name}  failed  ${error}`;
  const state = enabled ? 'enabled' : 'disabled';
  return `${name}  ${version}  ${state}  ${builtIn ? 'built-in' : 'outside'}  ${licence}  ${description}`;
}

function switchCommand(name: string, description: string, enabled: boolean): Command {
  return new Command(name)
    .description(description)
    .argument('<name>', 'name of the plugin')
    .action(async (plugin: string) => {
      await new Application(readConfig(process.env)).plugins.setEnabled(plugin, enabled);
      console.log(`${plugin} is ${enabled ? 'enabled' : 'disabled'}.`);
    });
}
