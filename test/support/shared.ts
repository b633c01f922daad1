import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const sharedRoot = new URL('../../../shared/', import.meta.url);

/** Whether the reference data stands beside the project; tests that need it are skipped by name when it does not. */
export const hasShared = existsSync(sharedRoot);

/** Absolute path of a file or folder of the reference data, e.g. `golden/tokenizer/tokenizer.jsonl`. */
export function sharedPath(relative: string): string {
  return fileURLToPath(new URL(relative, sharedRoot));
}
