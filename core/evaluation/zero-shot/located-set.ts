import { DomainError } from '../../errors.ts';
import type { DatasetRoots } from '../../ports/dataset-roots.ts';
import type { ZeroShotSet } from './open-set.ts';

/** Finds files inside the folders of data sets only. */
export function locateWithin(roots: DatasetRoots): (path: string) => Promise<string | undefined> {
  return async (path) => {
    try {
      return (await roots.resolve(path)).path;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  };
}

/** Changes with the pictures' names, their classes and the folder's own time; the pictures themselves are not read. */
export async function setFingerprint(
  roots: DatasetRoots,
  folder: string,
  { images, labels }: ZeroShotSet,
): Promise<string> {
  const { fingerprint } = await roots.resolve(folder);
  const names = images.images.map(({ path, classIndex }) => `${classIndex} ${path}`);
  return `${fingerprint} ${images.images.length} ${digest([...labels, ...names])}`;
}

/** FNV-1a over the characters: tells changes apart, and needs no secrecy. */
function digest(texts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0xff, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
