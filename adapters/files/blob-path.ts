import { join } from 'node:path';

const addressPattern = /^[0-9a-f]{64}$/;

/** Whether a text is the address of a blob: its sha256 in hex. */
export function isBlobAddress(text: string): boolean {
  return addressPattern.test(text);
}

/** `<folder>/aa/bb/<sha256>`, where aa and bb are the first bytes of the address. */
export function blobPath(folder: string, sha256: string): string {
  if (!isBlobAddress(sha256)) throw new RangeError(`blobPath: ${sha256} is no address`);
  return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}
