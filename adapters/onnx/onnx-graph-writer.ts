import { createHash } from 'node:crypto';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Graph, Value } from '../../core/graph/graph.ts';
import type { ModelFile, Precision } from '../../core/model/manifest.ts';
import type { Tower } from '../../core/plugin.ts';
import type { GraphWriter, WrittenTower } from '../../core/ports/graph-writer.ts';
import { type LoweredGraph, lowerGraph, type StoredWeight } from './lower-graph.ts';
import { dataType, encodeModel, type TensorProto, type ValueInfoProto } from './onnx-proto.ts';

/** External tensors start on a page, so that the runtime can map the file instead of reading it. */
const pageSize = 4096;

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Writes a tower as `<name>.onnx` with its weights beside it in `<name>.weights` (ONNX external data): opset 21 plus
 * com.microsoft, dynamic batch and length, float32.
 */
export class OnnxGraphWriter implements GraphWriter {
  async write(tower: Tower, folder: string, precision: Precision = 'float32'): Promise<WrittenTower> {
    if ('kind' in tower) throw new Error('ONNX towers cannot be written yet');
    if (precision !== 'float32') throw new Error(`${precision} cannot be written yet`);
    return this.#writeGraph(tower, folder);
  }

  async #writeGraph(graph: Graph, folder: string): Promise<WrittenTower> {
    const lowered = lowerGraph(graph);
    const weightsName = `${graph.name}.weights`;
    const file = await WeightsFile.create(join(folder, weightsName), weightsName);
    try {
      const tensors: TensorProto[] = [];
      for (const stored of lowered.weights) tensors.push(await file.append(stored));
      const bytes = encodeModel(modelProto(graph, lowered, tensors));
      await writeFile(join(folder, `${graph.name}.onnx`), bytes);
      return { graph: describe(`${graph.name}.onnx`, bytes), weights: file.describe() };
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

  private constructor(handle: FileHandle, name: string) {
    this.#handle = handle;
    this.#name = name;
  }

  static async create(path: string, name: string): Promise<WeightsFile> {
    if (!littleEndian) throw new Error('ONNX weights are little-endian; this machine is not');
    return new WeightsFile(await open(path, 'w'), name);
  }

  async append({ name, weight, transposed }: StoredWeight): Promise<TensorProto> {
    const values = await weight.data();
    const dims = transposed ? weight.shape.toReversed() : weight.shape;
    const stored = transposed ? transpose(values, dims[1]!, dims[0]!) : values;
    const offset = await this.#align();
    await this.#write(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    const location = { location: this.#name, offset: String(offset), length: String(stored.byteLength) };
    const externalData = Object.entries(location).map(([key, value]) => ({ key, value }));
    return { name, dims, dataType: dataType.float32, dataLocation: 1, externalData };
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

/** (rows, columns) → (columns, rows), in tiles that stay in the cache. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  const tile = 32;
  for (let top = 0; top < rows; top += tile) {
    for (let left = 0; left < columns; left += tile) {
      const bottom = Math.min(top + tile, rows);
      const right = Math.min(left + tile, columns);
      for (let r = top; r < bottom; r++)
        for (let c = left; c < right; c++) result[c * rows + r] = values[r * columns + c]!;
    }
  }
  return result;
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
