import { readFile } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';
import type { PluginStates } from '../../core/ports/plugin-states.ts';
import { atomicWrite } from '../files/atomic-write.ts';
import { storing } from '../files/storing.ts';

/** The states in one JSON file, `{ "disabled": ["name", …] }`; no file means that all are enabled. */
export class FilePluginStates implements PluginStates {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async readDisabled(): Promise<ReadonlySet<string>> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{ "disabled": [] }';
      throw damaged(error);
    });
    return new Set(parse(text));
  }

  async writeDisabled(names: ReadonlySet<string>): Promise<void> {
    const text = `${JSON.stringify({ disabled: [...names].sort() }, null, 2)}\n`;
    await storing('The list of plugins', () => atomicWrite(this.#path, text));
  }
}

function parse(text: string): readonly string[] {
  try {
    const { disabled } = JSON.parse(text) as { readonly disabled: unknown };
    if (Array.isArray(disabled) && disabled.every((name) => typeof name === 'string')) return disabled;
  } catch (error) {
    throw damaged(error);
  }
  throw damaged();
}

function damaged(cause?: unknown): DomainError {
  return new DomainError('CONFIG_INVALID', 'plugins.json in TUWEN_HOME cannot be read.', {
    remedy: 'Delete it; all plugins are enabled then.',
    cause,
  });
}
