import { readFileSync } from 'node:fs';

/** Bytes of a file of test/fixtures/openai-clip. */
export function readFixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/openai-clip/${name}`, import.meta.url));
}
