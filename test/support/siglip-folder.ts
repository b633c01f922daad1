import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** A folder as it is published: the small SigLIP of the fixtures with its configurations and its tokenizer. */
export function siglipFolder(): string {
  const folder = temporaryFolder();
  for (const [from, to] of [
    ['siglip2/model.safetensors', 'model.safetensors'],
    ['siglip2/config.json', 'config.json'],
    ['siglip2/preprocessor_config.json', 'preprocessor_config.json'],
    ['tokenizer-json/bpe.json', 'tokenizer.json'],
    ['tokenizer-json/bpe.config.json', 'tokenizer_config.json'],
  ] as const)
    copyFileSync(join(fixtures, from), join(folder, to));
  return folder;
}
