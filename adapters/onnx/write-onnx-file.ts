import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Graph, Value } from '../../core/graph/graph.ts';
import type { ModelFile } from '../../core/model/manifest.ts';
import type { WriteOptions, WrittenTower } from '../../core/ports/graph-writer.ts';
import { storing } from '../files/storing.ts';
import type { LoweredGraph } from './lower-graph.ts';
import { dataType, encodeModel, type TensorProto, type ValueInfoProto } from './onnx-proto.ts';
import { sizeOf } from './stored-weight.ts';
import { WeightsFile } from './weights-file.ts';

export interface OnnxFileInput {
  /** Name of the file without `.onnx`; the weights lie beside it in `<name>.weights`. */
  readonly name: string;
  readonly folder: string;
  readonly graph: Pick<Graph, 'name' | 'inputs' | 'outputs'>;
  readonly lowered: LoweredGraph;
  readonly onProgress?: WriteOptions['onProgress'];
}

/** Writes an ONNX file with external data, one weight in memory at a time. */
export async function writeOnnxFile(input: OnnxFileInput): Promise<Required<WrittenTower>> {
  const { name, folder, graph, lowered, onProgress } = input;
  const total = lowered.weights.reduce((sum, weight) => sum + sizeOf(weight), 0);
  const weightsName = `${name}.weights`;
  const file = await WeightsFile.create(join(folder, weightsName), weightsName);
  try {
    const tensors: TensorProto[] = [];
    for (const stored of lowered.weights) {
      tensors.push(await file.append(stored));
      onProgress?.(file.weightBytes, total);
    }
    const bytes = encodeModel(modelProto(graph, lowered, tensors));
    await storing(`${name}.onnx`, () => writeFile(join(folder, `${name}.onnx`), bytes));
    return { graph: describe(`${name}.onnx`, bytes), weights: file.describe() };
  } finally {
    await file.close();
  }
}

function modelProto(graph: OnnxFileInput['graph'], lowered: LoweredGraph, weights: readonly TensorProto[]) {
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
