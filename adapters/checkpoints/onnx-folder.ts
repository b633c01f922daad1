import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Checkpoint, OnnxFile } from '../../core/ports/checkpoint.ts';
import { describeOnnx } from '../onnx/describe-onnx.ts';
import { asDomainError } from './checkpoint-fault.ts';
import { hashFile, openFile } from './open-file.ts';
import { readCompanion } from './read-companion.ts';

/**
 * The ONNX files of a folder and of its `onnx/`, in the order of their names; undefined where there are none. Links are
 * left out. Its sha256 is that of the lines `<sha256>  <name>`, as `sha256sum` prints them.
 * @throws DomainError CHECKPOINT_UNREADABLE
 */
export async function openOnnxFolder(folder: string): Promise<Checkpoint | undefined> {
  const names = [...(await onnxFiles(folder, '')), ...(await onnxFiles(folder, 'onnx/'))];
  if (names.length === 0) return undefined;
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for (const name of names) {
      const digest = await digestOf(join(folder, name));
      hash.update(`${digest.sha256}  ${name}\n`);
      sizeBytes += digest.sizeBytes;
    }
    return {
      fileName: basename(folder),
      sizeBytes,
      sha256: hash.digest('hex'),
      tensors: new Map(),
      onnx: new Map(names.map((name) => [name, onnxFile(join(folder, name))])),
      companion: (name) => readCompanion(folder, name),
      close: async () => undefined,
    };
  } catch (error) {
    throw asDomainError(basename(folder), error);
  }
}

function onnxFile(path: string): OnnxFile {
  return { path, describe: (output) => describeOnnx(path, output) };
}

async function onnxFiles(folder: string, under: '' | 'onnx/'): Promise<readonly string[]> {
  const names = await readdir(join(folder, under)).catch(() => []);
  const files: string[] = [];
  for (const name of names.filter((each) => each.endsWith('.onnx')).sort()) {
    if ((await lstat(join(folder, under, name))).isFile()) files.push(under + name);
  }
  return files;
}

async function digestOf(path: string): Promise<{ sizeBytes: number; sha256: string }> {
  const handle = await openFile(path);
  try {
    return await hashFile(handle);
  } finally {
    await handle.close();
  }
}
