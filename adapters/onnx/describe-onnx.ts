import type { OnnxPort, OnnxTowerDescription } from '../../core/ports/checkpoint.ts';
import { readOnnxModel } from './onnx-model-reader.ts';
import type { NodeProto, TensorProto, ValueInfoProto } from './onnx-proto.ts';
import { type GraphSlice, sliceGraph } from './slice-graph.ts';
import { elementsOf } from './tensor-size.ts';

/** `TensorProto.DataType` as descriptions name it; others by their number. */
const typeNames: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
};

const floats: ReadonlySet<number> = new Set([1, 10, 11, 16]);
const bytes: ReadonlySet<number> = new Set([2, 3]);

/**
 * What an output of an ONNX file is computed from.
 * @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE, CHECKPOINT_MISMATCH when there is no such output
 */
export async function describeOnnx(path: string, output: string): Promise<OnnxTowerDescription> {
  const slice = sliceGraph(await readOnnxModel(path), output);
  return {
    inputs: slice.inputs.map((input) => describeInput(input, slice)),
    output: describePort(slice.output),
    parameters: [...slice.initializers.values()]
      .filter(isWeight)
      .reduce((sum, tensor) => sum + elementsOf(tensor), 0),
  };
}

/** Type and shape of a value; without them where the file does not say. */
function describePort({ name, type }: ValueInfoProto): OnnxPort {
  const tensor = type?.tensorType;
  const shape = tensor?.shape?.dim.map(({ dimValue, dimParam }) => {
    const length = Number(dimValue ?? 0);
    return dimParam || length === 0 ? undefined : length;
  });
  const element = tensor?.elemType ?? 0;
  return { name, type: typeNames[element] ?? String(element), ...(shape === undefined ? {} : { shape }) };
}

function describeInput(input: ValueInfoProto, slice: GraphSlice): OnnxPort {
  const rows = tableRows(input.name, slice, 3);
  return { ...describePort(input), ...(rows === undefined ? {} : { tableRows: rows }) };
}

/** Rows of the weight that values are looked up in, directly or after at most `casts` changes of their type. */
function tableRows(name: string, slice: GraphSlice, casts: number): number | undefined {
  const { nodes, initializers } = slice;
  const readers = nodes.filter(({ input }) => input.includes(name));
  const lookup = readers.find(({ opType, input }) => opType === 'Gather' && input[1] === name);
  const table = lookup === undefined ? undefined : initializers.get(tableOf(lookup, nodes));
  if (table !== undefined) return Number(table.dims[0]);
  const passedOn = readers.find(({ opType }) => opType === 'Cast' || opType === 'Identity');
  if (passedOn === undefined || casts === 0) return undefined;
  return tableRows(passedOn.output[0] ?? '', slice, casts - 1);
}

/** A table in half precision or 8-bit integers may be widened before it is read. */
function tableOf({ input }: NodeProto, nodes: readonly NodeProto[]): string {
  const widened = nodes.find(({ output }) => output.includes(input[0]!));
  return ['Cast', 'DequantizeLinear'].includes(widened?.opType ?? '') ? widened!.input[0]! : input[0]!;
}

/** Floats that are not single numbers, and quantised matrices. */
function isWeight({ dataType, dims }: TensorProto): boolean {
  return (floats.has(dataType) && dims.length > 0) || (bytes.has(dataType) && dims.length > 1);
}
