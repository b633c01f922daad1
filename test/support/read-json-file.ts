import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../core/json.ts';

export function readJsonFile(path: string): JsonObject {
  return JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
}
