import { modelType } from './onnx-definitions.ts';

/** ONNX element types (`TensorProto.DataType` of onnx.proto) that Tuwen writes. */
export const dataType = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** Written as a number; what was read is an object that `Number` understands. */
export type Integer = number | { toString(): string };

export interface NodeProto {
  readonly opType: string;
  readonly name: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute?: readonly AttributeProto[];
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: Integer;
  readonly ints?: readonly Integer[];
  readonly t?: TensorProto | null;
  readonly g?: GraphProto | null;
  readonly tensors?: readonly TensorProto[];
  readonly graphs?: readonly GraphProto[];
  readonly sparseTensor?: object | null;
  readonly sparseTensors?: readonly object[];
}

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly Integer[];
  readonly dataType: number;
  readonly segment?: object | null;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly stringData?: readonly Uint8Array[];
  readonly int64Data?: readonly Integer[];
  readonly rawData?: Uint8Array;
  readonly doubleData?: readonly number[];
  readonly uint64Data?: readonly Integer[];
  /** 1 when the bytes are in another file. */
  readonly dataLocation?: number;
  readonly externalData?: readonly { readonly key: string; readonly value: string }[];
  /** Not of ONNX: data that was left in the file it stands in, see `onnx-skeleton.ts`. */
  readonly ownData?: readonly OwnDataProto[];
}

export interface OwnDataProto {
  /** Field of `TensorProto` that the bytes are the contents of. */
  readonly field: number;
  readonly start: Integer;
  readonly length: Integer;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: { readonly dim: readonly DimensionProto[] } | null;
    } | null;
  } | null;
}

export interface DimensionProto {
  readonly dimValue?: Integer;
  readonly dimParam?: string;
}

export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
  readonly sparseInitializer?: readonly object[];
}

export interface OperatorSet {
  readonly domain: string;
  readonly version: Integer;
}

export interface FunctionProto {
  readonly name: string;
  readonly domain: string;
  readonly overload?: string;
  readonly node: readonly NodeProto[];
  readonly opsetImport: readonly OperatorSet[];
  readonly attributeProto?: readonly AttributeProto[];
}

export interface ModelProto {
  readonly irVersion: Integer;
  readonly producerName: string;
  readonly opsetImport: readonly OperatorSet[];
  readonly metadataProps?: readonly { readonly key: string; readonly value: string }[];
  readonly functions?: readonly FunctionProto[];
  readonly graph: GraphProto;
}

export function encodeModel(model: ModelProto): Uint8Array {
  return modelType.encode(modelType.fromObject(model)).finish();
}

/** Absent fields read as 0, an empty text, no elements or null. @throws Error of protobufjs */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return modelType.decode(bytes) as unknown as ModelProto;
}
