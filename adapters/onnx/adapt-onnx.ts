import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { OnnxTower } from '../../core/plugin.ts';
import type { WriteOptions, WrittenTower } from '../../core/ports/graph-writer.ts';
import { asDomainError } from '../checkpoints/checkpoint-fault.ts';
import { storing } from '../files/storing.ts';
import { isKnownDomain } from './check-operators.ts';
import { copyWeights } from './copy-weights.ts';
import { given, withGivenNames } from './given-names.ts';
import { type OnnxModel, readOnnxModel } from './onnx-model-reader.ts';
import {
  dataType,
  encodeModel,
  type ModelProto,
  type NodeProto,
  type OperatorSet,
  type TensorProto,
} from './onnx-proto.ts';
import { type GraphSlice, sliceGraph } from './slice-graph.ts';
import { towerInputs } from './tower-inputs.ts';

/** Of the operators that make a tower's inputs. */
const oldestOpset = 11;

/** Since then weights need not be inputs. */
const oldestIr = 4;

/** Element types that features may have before they are made float32. */
const floats: readonly number[] = [1, 10, 11, 16];

/**
 * Rewrites a tower that is ONNX already: what its output does not depend on is left out, its inputs are made of the
 * one that every tower has, the output becomes `features` float32, and large weights go into a file of their own.
 * @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE, CHECKPOINT_MISMATCH
 */
export async function adaptOnnx(
  tower: OnnxTower,
  folder: string,
  { precision = 'float32', onProgress }: WriteOptions = {},
): Promise<WrittenTower> {
  const model = await readOnnxModel(tower.path);
  const slice = sliceGraph(model, tower.output);
  const name = precision === 'float32' ? tower.name : `${tower.name}.${precision}`;
  const copied = await copyWeights({
    initializers: slice.initializers,
    ranges: model.ranges,
    folder,
    name: `${name}.weights`,
    ...(onProgress === undefined ? {} : { onProgress }),
  }).catch((error: unknown) => {
    throw asDomainError(basename(tower.path), error);
  });
  const bytes = encodeModel(adaptedModel(model, tower, slice, copied.initializers));
  await storing(`${name}.onnx`, () => writeFile(join(folder, `${name}.onnx`), bytes));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const graph = { name: `${name}.onnx`, sizeBytes: bytes.byteLength, sha256 };
  return copied.weights === undefined ? { graph } : { graph, weights: copied.weights };
}

function adaptedModel(
  { fileName, proto }: OnnxModel,
  tower: OnnxTower,
  slice: GraphSlice,
  initializers: readonly TensorProto[],
): ModelProto {
  const { emitter, input } = towerInputs(fileName, tower, slice.inputs);
  const before = [...emitter.nodes];
  emitter.push('Cast', 'tuwen/features', [given(tower.output)], ['features'], { to: dataType.float32 });
  const last: readonly NodeProto[] = emitter.nodes.slice(before.length);
  return {
    irVersion: Math.max(Number(proto.irVersion), oldestIr),
    producerName: 'tuwen',
    opsetImport: operatorSets(fileName, proto),
    ...(proto.functions === undefined ? {} : { functions: proto.functions }),
    ...(proto.metadataProps === undefined ? {} : { metadataProps: proto.metadataProps }),
    graph: {
      name: tower.name,
      node: [...before, ...slice.nodes.map(withGivenNames), ...last],
      initializer: [...initializers, ...emitter.constants],
      input: [input],
      output: [features(fileName, slice)],
    },
  };
}

/** Those of ONNX Runtime and of the model's own functions. */
function operatorSets(fileName: string, { opsetImport, functions = [] }: ModelProto): readonly OperatorSet[] {
  const own = new Set(functions.map(({ domain }) => domain));
  const kept = opsetImport.filter(({ domain }) => isKnownDomain(domain) || own.has(domain));
  const standard = kept.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (Number(standard?.version ?? 0) >= oldestOpset) return kept;
  throw new DomainError('CHECKPOINT_MISMATCH', `${fileName} is of opset ${standard?.version ?? 'unknown'}.`, {
    remedy: `Export it with opset ${oldestOpset} or newer.`,
  });
}

function features(fileName: string, { output }: GraphSlice) {
  const { elemType = 0, shape } = output.type?.tensorType ?? {};
  if (!floats.includes(elemType)) {
    throw new DomainError(
      'CHECKPOINT_MISMATCH',
      `The output ${output.name} of ${fileName} has the element type ${elemType}, expected one of floats.`,
    );
  }
  const dim = shape?.dim ?? [{ dimParam: 'batch' }, { dimParam: 'dimension' }];
  return { name: 'features', type: { tensorType: { elemType: dataType.float32, shape: { dim } } } };
}
