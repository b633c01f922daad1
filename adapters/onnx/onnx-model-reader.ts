import { basename } from 'node:path';
import { asDomainError, CheckpointFault, unreadable } from '../checkpoints/checkpoint-fault.ts';
import { openFile } from '../checkpoints/open-file.ts';
import { checkExtent } from './check-extent.ts';
import { innerGraphs } from './inner-graphs.ts';
import { modelType } from './onnx-definitions.ts';
import {
  type AttributeProto,
  decodeModel,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from './onnx-proto.ts';
import { readSkeleton } from './onnx-skeleton.ts';
import { type TensorRange, TensorRanges } from './tensor-ranges.ts';

/** A message of protocol buffers is at most this large. */
const maximumBytes = 2 ** 31;

/** An ONNX file as data. */
export interface OnnxModel {
  readonly fileName: string;
  readonly proto: ModelProto;
  /** Where tensors have their data that do not hold it; by the objects of `proto`. */
  readonly ranges: ReadonlyMap<object, TensorRange>;
}

/**
 * Reads the graph of an ONNX file and checks every tensor against its data, which stays where it is. Nothing runs.
 * @throws DomainError CHECKPOINT_UNREADABLE; CHECKPOINT_UNSAFE for data outside the folder of the file
 */
export async function readOnnxModel(path: string): Promise<OnnxModel> {
  try {
    const handle = await openFile(path);
    try {
      const { size } = await handle.stat();
      if (size > maximumBytes) throw unreadable('it is larger than 2 GiB');
      const proto = decode(await readSkeleton(handle, size));
      return {
        fileName: basename(path),
        proto,
        ranges: await checkTensors(proto, new TensorRanges(path, size)),
      };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asDomainError(basename(path), error);
  }
}

function decode(skeleton: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    checkExtent(skeleton, modelType);
    model = decodeModel(skeleton);
  } catch (error) {
    if (error instanceof CheckpointFault) throw error;
    throw unreadable('it is no ONNX model', error);
  }
  if (!model.graph?.node.length) throw unreadable('it has no graph');
  return model;
}

async function checkTensors(
  { graph, functions = [] }: ModelProto,
  locate: TensorRanges,
): Promise<ReadonlyMap<object, TensorRange>> {
  const ranges = new Map<object, TensorRange>();
  const constants = graph.node.filter(isConstant).map(({ attribute }) => attribute![0]!.t!);
  for (const tensor of [...graph.initializer, ...constants]) {
    const range = await locate.locate(tensor);
    if (range !== undefined) ranges.set(tensor, range);
  }
  if (graph.sparseInitializer?.length) throw unreadable('it has sparse weights');
  const others = graph.node.filter((node) => !isConstant(node));
  for (const node of [...others, ...functions.flatMap(nodesOfFunction)]) await requireInline(node, locate);
  return ranges;
}

/** A node that only gives a tensor. */
export function isConstant({ opType, domain, attribute = [] }: NodeProto): boolean {
  const isStandard = !domain || domain === 'ai.onnx';
  return isStandard && opType === 'Constant' && attribute.length === 1 && Boolean(attribute[0]!.t);
}

/** With the defaults of its attributes as one more. */
function nodesOfFunction({ name, node, attributeProto = [] }: FunctionProto): readonly NodeProto[] {
  return [...node, { name, opType: name, input: [], output: [], attribute: attributeProto }];
}

/** Tensors of attributes and of graphs in attributes hold their data. */
async function requireInline(node: NodeProto, locate: TensorRanges): Promise<void> {
  const { name, attribute = [] } = node;
  const inner = innerGraphs(node);
  const tensors = [
    ...attribute.flatMap(({ t, tensors: more = [] }) => (t ? [t, ...more] : more)),
    ...inner.flatMap(({ initializer }) => initializer),
  ];
  const sparse = [...attribute, ...inner].some(hasSparse);
  if (sparse) throw unreadable(`the node ${name} has sparse weights`);
  for (const tensor of tensors) {
    if ((await locate.locate(tensor)) === undefined) continue;
    throw unreadable(`the node ${name} has the large tensor ${tensor.name} in an attribute`);
  }
  for (const each of inner.flatMap((graph) => graph.node)) await requireInline(each, locate);
}

function hasSparse(value: AttributeProto | GraphProto): boolean {
  if ('node' in value) return Boolean(value.sparseInitializer?.length);
  return Boolean(value.sparseTensor) || Boolean(value.sparseTensors?.length);
}
