import { createHash } from 'node:crypto';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Graph, Value } from '../../core/graph/graph.ts';
import type { ModelFile } from '../../core/model/manifest.ts';
import type { Tower } from '../../core/plugin.ts';
import type { GraphWriter, WriteOptions, WrittenTower } from '../../core/ports/graph-writer.ts';
import { type LoweredGraph, lowerGraph } from './lower-graph.ts';
import { dataType, encodeModel, type TensorProto, type ValueInfoProto } from './onnx-proto.ts';
import { type StoredWeight, sizeOf } from './stored-weight.ts';

/** External tensors start on a page, so that the runtime can map the file instead of reading it. */
const pageSize = 4096;

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Writes a tower as `<name>.onnx` with its weights beside it in `<name>.weights` (ONNX external data): opset 21 plus
 * com.microsoft, dynamic batch and length. Other precisions than float32 have their name in the file's.
 */
export class OnnxGraphWriter implements GraphWriter {
  async write(tower: Tower, folder: string, options: WriteOptions = {}): Promise<WrittenTower> {
    if ('kind' in tower) throw new Error('ONNX towers cannot be written yet');
    return this.#writeGraph(tower, folder, options);
  }

  async #writeGraph(
    graph: Graph,
    folder: string,
    { precision = 'float32', onProgress }: WriteOptions,
  ): Promise<WrittenTower> {
    const lowered = lowerGraph(graph, { precision });
    const total = lowered.weights.reduce((sum, weight) => sum + sizeOf(weight), 0);
    const name = precision === 'float32' ? graph.name : `${graph.name}.${precision}`;
    const weightsName = `${name}.weights`;
    const file = await WeightsFile.create(join(folder, weightsName), weightsName);
    try {
      const tensors: TensorProto[] = [];
      for (const stored of lowered.weights) {
        tensors.push(await file.append(stored));
        onProgress?.(file.weightBytes, total);
      }
      const bytes = encodeModel(modelProto(graph, lowered, tensors));
      await writeFile(join(folder, `${name}.onnx`), bytes);
      return { graph: describe(`${name}.onnx`, bytes), weights: file.describe() };
    } finally {
      await file.close();
    }
  }
}

/** Weights one after the other, hashed while they are written. */
class WeightsFile {
  readonly #handle: FileHandle;
  readonly #name: string;
  readonly #hash = createHash('sha256');
  #sizeBytes = 0;
  #weightBytes = 0;

  private constructor(handle: FileHandle, name: string) {
    this.#handle = handle;
    this.#name = name;
  }

  static async create(path: string, name: string): Promise<WeightsFile> {
    if (!littleEndian) throw new Error('ONNX weights are little-endian; this machine is not');
    return new WeightsFile(await open(path, 'w'), name);
  }

  /** Without the gaps that put weights on pages. */
  get weightBytes(): number {
    return this.#weightBytes;
  }

  async append({ name, dims, type, bytes }: StoredWeight): Promise<TensorProto> {
    const stored = await bytes();
    const offset = await this.#align();
    await this.#write(stored);
    this.#weightBytes += stored.byteLength;
    const location = { location: this.#name, offset: String(offset), length: String(stored.byteLength) };
    const externalData = Object.entries(location).map(([key, value]) => ({ key, value }));
    return { name, dims, dataType: dataType[type], dataLocation: 1, externalData };
  }

  describe(): ModelFile {
    return { name: this.#name, sizeBytes: this.#sizeBytes, sha256: this.#hash.copy().digest('hex') };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #align(): Promise<number> {
    const gap = (pageSize - (this.#sizeBytes % pageSize)) % pageSize;
    if (gap > 0) await this.#write(new Uint8Array(gap));
    return this.#sizeBytes;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#handle.writeFile(bytes);
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.byteLength;
  }
}

function modelProto(graph: Graph, lowered: LoweredGraph, weights: readonly TensorProto[]) {
  return {
    irVersion: 10,
    producerName: 'tuwen',
    opsetImport: [
      { domain: '', version: 21 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: graph.name,
      node: lowered.nodes,
      initializer: [...weights, ...lowered.constants],
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    },
  };
}

function valueInfo({ name, type, shape }: Value): ValueInfoProto {
  const dim = shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: dataType[type], shape: { dim } } } };
}

function describe(name: string, bytes: Uint8Array): ModelFile {
  return { name, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}
