import type { Dimension, Graph, Node, Value, Weight } from '../../core/graph/graph.ts';
import { type AttributeProto, dataType, type NodeProto, type TensorProto } from './onnx-proto.ts';

/** A weight as the runtime wants it stored: `transposed` when its two axes are swapped. */
export interface StoredWeight {
  readonly name: string;
  readonly weight: Weight;
  readonly transposed: boolean;
}

/** ONNX nodes that compute a graph, with the constants and the stored weights they name. */
export interface LoweredGraph {
  readonly nodes: readonly NodeProto[];
  readonly constants: readonly TensorProto[];
  readonly weights: readonly StoredWeight[];
}

/** Operators outside the ONNX standard, part of every ONNX Runtime build. */
const microsoft = 'com.microsoft';

/** BERT masks a key by adding this to its score (cn_clip/clip/modeling_bert.py). */
const maskFilterValue = -10000;

/**
 * Lowers each operation to the ONNX form that measured best on the CPU provider: `MatMul` + `Add` with the weight
 * transposed when written (ONNX Runtime prepacks it once), fused attention, LayerNormalization without a fused skip.
 */
export function lowerGraph(graph: Graph): LoweredGraph {
  const lowering = new Lowering();
  for (const node of graph.nodes) lowering.lower(node);
  return lowering;
}

class Lowering implements LoweredGraph {
  readonly nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #weights = new Map<string, StoredWeight>();

  get constants(): readonly TensorProto[] {
    return [...this.#constants.values()];
  }

  get weights(): readonly StoredWeight[] {
    return [...this.#weights.values()];
  }

  lower(node: Node): void {
    const simple = this.#simple(node);
    if (simple === undefined) this.#composite(node);
    else this.#emit(node, ...simple);
  }

  #composite(node: Node): void {
    const { operation } = node;
    switch (operation.kind) {
      case 'linear':
        this.#linear(node);
        break;
      case 'attention':
        this.#attention(node, operation.heads);
        break;
      case 'not-equal':
        this.#notEqual(node, operation.value);
        break;
      case 'rows-like':
        this.#rowsLike(node, operation.axis);
        break;
      default:
        throw new RangeError(`no ONNX form for ${operation.kind}`);
    }
  }

  /** Operations that are one ONNX node: its type, attributes, inputs after the node's own, and domain. */
  #simple({ operation, inputs }: Node): [string, Attributes?, string[]?, string?] | undefined {
    switch (operation.kind) {
      case 'cast':
        return ['Cast', { to: dataType[operation.to] }];
      case 'add':
        return ['Add'];
      case 'subtract':
        return ['Sub'];
      case 'divide':
        return ['Div'];
      case 'project':
        return ['MatMul'];
      case 'layer-norm':
        return ['LayerNormalization', { axis: -1, epsilon: float(operation.epsilon) }];
      case 'gelu':
        return ['Gelu', {}, [], microsoft];
      case 'quick-gelu':
        return ['QuickGelu', { alpha: float(1.702) }, [], microsoft];
      case 'embedding':
        return ['Gather', { axis: 0 }];
      case 'transpose':
        return ['Transpose', { perm: operation.permutation }];
      case 'split':
        return ['Split', { axis: inputs[0]!.shape.length - 1, num_outputs: operation.parts }];
      case 'reshape':
        return ['Reshape', {}, [this.#reshapeTarget(inputs[0]!, operation.shape)]];
      case 'slice':
        return [
          'Slice',
          {},
          [operation.start, operation.end, operation.axis].map((n) => this.#integers([n])),
        ];
      case 'pad-front':
        return ['Pad', {}, [this.#padding(inputs[0]!, operation.count)]];
      default:
        return undefined;
    }
  }

  #linear(node: Node): void {
    const [x, weight, bias] = node.inputs;
    const output = node.outputs[0]!.name;
    const product = bias === undefined ? output : `${node.name}.product`;
    const stored = this.#store(weight as Weight, true);
    this.#push('MatMul', `${node.name}.matmul`, [this.#name(x!), stored], [product]);
    if (bias !== undefined) this.#push('Add', node.name, [product, this.#name(bias)], [output]);
  }

  #attention(node: Node, heads: number): void {
    const [q, k, v, mask] = node.inputs.map((input) => this.#name(input));
    const inputs = mask === undefined ? [q!, k!, v!] : [q!, k!, v!, '', mask];
    const attributes = { num_heads: heads, mask_filter_value: float(maskFilterValue) };
    this.#push('MultiHeadAttention', node.name, inputs, [node.outputs[0]!.name], attributes, microsoft);
  }

  #notEqual(node: Node, value: number): void {
    const scalar = this.#constant(`scalar-${value}`, [], dataType.int32, new Int32Array([value]));
    this.#push('Equal', `${node.name}.equal`, [this.#name(node.inputs[0]!), scalar], [`${node.name}.equal`]);
    this.#push('Not', `${node.name}.not`, [`${node.name}.equal`], [`${node.name}.not`]);
    this.#push('Cast', node.name, [`${node.name}.not`], [node.outputs[0]!.name], { to: dataType.int32 });
  }

  #rowsLike(node: Node, axis: number): void {
    const [table, like] = node.inputs.map((input) => this.#name(input));
    const length = `${node.name}.length`;
    this.#push('Shape', length, [like!], [length], { start: axis, end: axis + 1 });
    this.#push(
      'Slice',
      node.name,
      [table!, this.#integers([0]), length, this.#integers([0])],
      [node.outputs[0]!.name],
    );
  }

  /** A symbol that stays at its place becomes 0 (copy), one that moved becomes -1 (the rest). */
  #reshapeTarget(x: Value, shape: readonly Dimension[]): string {
    const from = x.shape;
    return this.#integers(shape.map((d, i) => (typeof d === 'number' ? d : from[i] === d ? 0 : -1)));
  }

  #padding(x: Value, count: number): string {
    const pads = new Array<number>(x.shape.length * 2).fill(0);
    pads[1] = count;
    return this.#integers(pads);
  }

  #emit(
    node: Node,
    type: string,
    attributes: Attributes = {},
    more: readonly string[] = [],
    domain = '',
  ): void {
    const inputs = [...node.inputs.map((input) => this.#name(input)), ...more];
    this.#push(
      type,
      node.name,
      inputs,
      node.outputs.map((output) => output.name),
      attributes,
      domain,
    );
  }

  #push(
    opType: string,
    name: string,
    input: readonly string[],
    output: readonly string[],
    attributes: Attributes = {},
    domain = '',
  ): void {
    this.nodes.push({
      opType,
      name,
      domain,
      input,
      output,
      attribute: Object.entries(attributes).map(toAttribute),
    });
  }

  /** Name of a value; a weight is stored the first time it is named. */
  #name(value: Value): string {
    return 'data' in value ? this.#store(value as Weight, false) : value.name;
  }

  #store(weight: Weight, transposed: boolean): string {
    const name = transposed ? `${weight.name}.transposed` : weight.name;
    this.#weights.set(name, { name, weight, transposed });
    return name;
  }

  #integers(values: readonly number[]): string {
    return this.#constant(
      `int64-${values.join('_')}`,
      [values.length],
      dataType.int64,
      BigInt64Array.from(values, BigInt),
    );
  }

  #constant(name: string, dims: readonly number[], type: number, values: Int32Array | BigInt64Array): string {
    this.#constants.set(name, { name, dims, dataType: type, rawData: new Uint8Array(values.buffer) });
    return name;
  }
}

/** Attributes of a node; a float is marked, because ONNX keeps floats and integers apart. */
type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

function float(value: number): { readonly float: number } {
  return { float: value };
}

/** `AttributeProto.type`: 1 FLOAT, 2 INT, 7 INTS. */
function toAttribute([name, value]: [string, Attributes[string]]): AttributeProto {
  if (typeof value === 'number') return { name, type: 2, i: value };
  return 'float' in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: value };
}
