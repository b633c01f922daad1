import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFile } from '../../core/model/manifest.ts';
import type { WriteOptions } from '../../core/ports/graph-writer.ts';
import { readRange } from '../checkpoints/read-range.ts';
import { given } from './given-names.ts';
import type { TensorProto } from './onnx-proto.ts';
import type { TensorRange } from './tensor-ranges.ts';
import { WeightsFile } from './weights-file.ts';

const pieceBytes = 4 << 20;

export interface CopyWeightsInput extends Pick<WriteOptions, 'onProgress'> {
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Of tensors that do not hold their data. */
  readonly ranges: ReadonlyMap<object, TensorRange>;
  readonly folder: string;
  /** Of the file in it that is written. */
  readonly name: string;
}

export interface CopiedWeights {
  /** Under the names that `given` makes. */
  readonly initializers: readonly TensorProto[];
  /** Left out where all are small. */
  readonly weights?: ModelFile;
}

/** Copies large weights into one file, a piece in memory at a time; small ones stay as they are. */
export async function copyWeights(input: CopyWeightsInput): Promise<CopiedWeights> {
  const { initializers, ranges, folder, name, onProgress } = input;
  const small = ([, tensor]: [string, TensorProto]) => !ranges.has(tensor);
  const inside = [...initializers].filter(small).map(([key, tensor]) => ({ ...tensor, name: given(key) }));
  const large = [...initializers].filter((each) => !small(each));
  if (large.length === 0) return { initializers: inside };
  const total = large.reduce((sum, [, tensor]) => sum + ranges.get(tensor)!.length, 0);
  const sources = new Sources();
  const file = await WeightsFile.create(join(folder, name), name);
  try {
    const outside: TensorProto[] = [];
    for (const [key, { dims, dataType }] of large) {
      const range = ranges.get(initializers.get(key)!)!;
      outside.push(await file.appendPieces({ name: given(key), dims, dataType }, sources.pieces(range)));
      onProgress?.(file.weightBytes, total);
    }
    return { initializers: [...inside, ...outside], weights: file.describe() };
  } finally {
    await sources.close();
    await file.close();
  }
}

/** Files that weights are copied from, each opened once. */
class Sources {
  readonly #handles = new Map<string, FileHandle>();

  async *pieces({ path, start, length }: TensorRange): AsyncGenerator<Uint8Array> {
    const handle = this.#handles.get(path) ?? (await open(path, 'r'));
    this.#handles.set(path, handle);
    for (let done = 0; done < length; done += pieceBytes) {
      yield await readRange(handle, start + done, Math.min(pieceBytes, length - done));
    }
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.close();
  }
}
