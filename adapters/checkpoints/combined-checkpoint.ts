import { createHash } from 'node:crypto';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';

/**
 * Weights of a folder with those of a subfolder: `part` is its name, and stands before its keys (`clip.…`) and
 * companions (`clip/…`). The sha256 is that of the lines `<sha256>  <name>`, as `sha256sum` prints them.
 */
export function combinedCheckpoint(whole: Checkpoint, part: string, inner: Checkpoint): Checkpoint {
  const prefixed = Array.from(inner.tensors, ([key, tensor]) => [`${part}.${key}`, tensor] as const);
  const folder = `${part}/`;
  const lines = `${whole.sha256}  ${whole.fileName}\n${inner.sha256}  ${folder}${inner.fileName}\n`;
  return {
    fileName: whole.fileName,
    sizeBytes: whole.sizeBytes + inner.sizeBytes,
    sha256: createHash('sha256').update(lines).digest('hex'),
    tensors: new Map([...whole.tensors, ...prefixed]),
    onnx: whole.onnx,
    companion: (name) =>
      name.startsWith(folder) ? inner.companion(name.slice(folder.length)) : whole.companion(name),
    close: async () => {
      await whole.close();
      await inner.close();
    },
  };
}
