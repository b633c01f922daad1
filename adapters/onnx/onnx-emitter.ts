import { type AttributeProto, dataType, type NodeProto, type TensorProto } from './onnx-proto.ts';
import { bytesOf, type StoredWeight } from './stored-weight.ts';

/** Operators outside the ONNX standard, part of every ONNX Runtime build. */
export const microsoft = 'com.microsoft';

/** Attributes of a node; a float is marked, because ONNX keeps floats and integers apart. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

/** Collects the nodes of an ONNX graph with the constants and stored weights they name. */
export class OnnxEmitter {
  readonly nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #weights = new Map<string, StoredWeight>();

  get constants(): readonly TensorProto[] {
    return [...this.#constants.values()];
  }

  get weights(): readonly StoredWeight[] {
    return [...this.#weights.values()];
  }

  push(
    opType: string,
    name: string,
    input: readonly string[],
    output: readonly string[],
    attributes: Attributes = {},
    domain = '',
  ): void {
    const attribute = Object.entries(attributes).map(toAttribute);
    this.nodes.push({ opType, name, domain, input, output, attribute });
  }

  /** Name of a weight, which is stored once. */
  keep(stored: StoredWeight): string {
    this.#weights.set(stored.name, stored);
    return stored.name;
  }

  integers(values: readonly number[]): string {
    return this.constant(
      `int64-${values.join('_')}`,
      [values.length],
      dataType.int64,
      BigInt64Array.from(values, BigInt),
    );
  }

  scalar(value: number): string {
    return this.constant(`float32-${value}`, [], dataType.float32, Float32Array.of(value));
  }

  /** An unsigned byte: a zero point. */
  byte(value: number): string {
    return this.constant(`uint8-${value}`, [], dataType.uint8, Uint8Array.of(value));
  }

  constant(name: string, dims: readonly number[], type: number, values: NodeJS.ArrayBufferView): string {
    this.#constants.set(name, { name, dims, dataType: type, rawData: bytesOf(values) });
    return name;
  }
}

export function float(value: number): { readonly float: number } {
  return { float: value };
}

/** `AttributeProto.type`: 1 FLOAT, 2 INT, 7 INTS. */
function toAttribute([name, value]: [string, Attributes[string]]): AttributeProto {
  if (typeof value === 'number') return { name, type: 2, i: value };
  return 'float' in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: value };
}
