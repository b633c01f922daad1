import { encodeModel, type NodeProto, type TensorProto } from '../../adapters/onnx/onnx-proto.ts';

export interface OnnxParts {
  /** Element type and shape by name; a text is a free length, and a shape may be left out. */
  readonly inputs: Readonly<Record<string, OnnxValue>>;
  readonly outputs: Readonly<Record<string, OnnxValue>>;
  readonly nodes: readonly NodeProto[];
  readonly initializers?: readonly TensorProto[];
  readonly opset?: number;
  /** Further fields of the `ModelProto`. */
  readonly more?: object;
}

export type OnnxValue = readonly [type: number, shape?: readonly (number | string)[]];

/** An ONNX file of these parts, sensible or not. */
export function makeOnnx({
  inputs,
  outputs,
  nodes,
  initializers = [],
  opset = 17,
  more,
}: OnnxParts): Uint8Array {
  return encodeModel({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'test',
      node: nodes,
      initializer: initializers,
      input: Object.entries(inputs).map(valueInfo),
      output: Object.entries(outputs).map(valueInfo),
    },
    ...more,
  });
}

export function node(
  opType: string,
  input: readonly string[],
  output: string,
  attribute: NodeProto['attribute'] = [],
): NodeProto {
  return { opType, name: `make ${output}`, input, output: [output], attribute };
}

export function integer(name: string, i: number) {
  return { name, type: 2, i };
}

export function floats(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  return { name, dims, dataType: 1, rawData: new Uint8Array(Float32Array.from(values).buffer) };
}

export function integers(name: string, values: readonly number[]): TensorProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dims: [values.length], dataType: 7, rawData };
}

function valueInfo([name, [elemType, shape]]: [string, OnnxValue]) {
  const dim = shape?.map((length) =>
    typeof length === 'number' ? { dimValue: length } : { dimParam: length },
  );
  return { name, type: { tensorType: { elemType, ...(dim === undefined ? {} : { shape: { dim } }) } } };
}
