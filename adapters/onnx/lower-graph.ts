import type {
  Dimension,
  ElementType,
  Graph,
  Node,
  Operation,
  Value,
  Weight,
} from '../../core/graph/graph.ts';
import type { Precision } from '../../core/model/manifest.ts';
import {
  inverseFactors,
  planSmoothing,
  quantisedWeight,
  type Smoothing,
  smoothedVector,
} from './int8-weights.ts';
import { type AttributeProto, dataType, type NodeProto, type TensorProto } from './onnx-proto.ts';
import { bytesOf, type StoredWeight, storedWeight } from './stored-weight.ts';

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

/** Keeps a row of zeros from being divided by zero. */
const smallestRow = 1e-12;

/**
 * Lowers each operation to the ONNX form that measured best on the CPU provider: `MatMul` + `Add` with the weight
 * transposed when written (ONNX Runtime prepacks it once), fused attention, LayerNormalization without a fused skip.
 */
export function lowerGraph(graph: Graph, precision: Precision = 'float32'): LoweredGraph {
  const lowering = new Lowering(graph, precision);
  lowering.enter(graph.inputs);
  for (const node of graph.nodes) lowering.lower(node);
  return lowering;
}

class Lowering implements LoweredGraph {
  readonly nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #weights = new Map<string, StoredWeight>();
  readonly #precision: Precision;
  readonly #outputs: ReadonlySet<string>;
  readonly #inputs: ReadonlySet<string>;
  readonly #smoothing: ReadonlyMap<string, Smoothing>;
  /** Names of values whose rows are quantised already. */
  readonly #quantised = new Set<string>();

  constructor(graph: Graph, precision: Precision) {
    this.#precision = precision;
    this.#inputs = new Set(graph.inputs.map(({ name }) => name));
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    this.#smoothing = precision === 'int8' ? planSmoothing(graph) : new Map();
  }

  get constants(): readonly TensorProto[] {
    return [...this.#constants.values()];
  }

  get weights(): readonly StoredWeight[] {
    return [...this.#weights.values()];
  }

  /** Half precision: float inputs are narrowed once. */
  enter(inputs: readonly Value[]): void {
    if (this.#precision !== 'float16') return;
    for (const { name } of inputs.filter(({ type }) => type === 'float32')) {
      this.#push('Cast', `${name}.narrow`, [name], [`${name}.float16`], { to: dataType.float16 });
    }
  }

  lower(node: Node): void {
    const simple = this.#simple(node);
    if (simple === undefined) this.#composite(node);
    else this.#emit(node, ...simple);
    for (const output of node.outputs) this.#leave(output);
  }

  /** Half precision: what leaves the graph is float32 again. */
  #leave({ name, type }: Value): void {
    if (this.#precision !== 'float16' || type !== 'float32' || !this.#outputs.has(name)) return;
    this.#push('Cast', `${name}.widen`, [`${name}.float16`], [name], { to: dataType.float32 });
  }

  #composite(node: Node): void {
    const { operation } = node;
    switch (operation.kind) {
      case 'linear':
        if (this.#precision === 'int8') this.#int8Linear(node);
        else this.#linear(node);
        break;
      case 'layer-norm':
        this.#layerNorm(node, operation.epsilon);
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

  /** Operations that are one ONNX node. */
  #simple({ operation, inputs }: Node): OnnxForm | undefined {
    switch (operation.kind) {
      case 'cast':
        return ['Cast', { to: dataType[this.#typeOf(operation.to)] }];
      case 'conv2d':
        return ['Conv', convolutionAttributes(inputs[1]!, operation)];
      case 'average-pool':
        return ['AveragePool', squareWindow(operation.size, operation.size)];
      case 'mean':
        return ['ReduceMean', { keepdims: 1 }, [this.#integers([operation.axis])]];
      case 'concat':
        return ['Concat', { axis: operation.axis }];
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
        return formsWithoutParameters[operation.kind];
    }
  }

  #linear(node: Node): void {
    const [x, weight, bias] = node.inputs;
    const output = this.#outputName(node);
    const product = bias === undefined ? output : `${node.name}.product`;
    const stored = this.#store(weight as Weight, true);
    this.#push('MatMul', `${node.name}.matmul`, [this.#name(x!), stored], [product]);
    if (bias !== undefined) this.#push('Add', node.name, [product, this.#name(bias)], [output]);
  }

  /** See {@link Smoothing.isFolded}. */
  #layerNorm(node: Node, epsilon: number): void {
    const [x, gain, bias] = node.inputs as [Value, Weight, Weight];
    const smoothing = this.#smoothing.get(node.outputs[0]!.name);
    const vector = (weight: Weight) =>
      smoothing?.isFolded === true ? this.#keep(smoothedVector(weight, smoothing)) : this.#name(weight);
    const inputs = [this.#name(x), vector(gain), vector(bias)];
    const attributes = { axis: -1, epsilon: float(epsilon) };
    this.#push('LayerNormalization', node.name, inputs, [this.#outputName(node)], attributes);
  }

  /**
   * Products of 8-bit integers with one scale per row of activations, so that no row depends on another one of its
   * batch, and one per column of weights.
   */
  #int8Linear(node: Node): void {
    const [x, weight, bias] = node.inputs as [Value, Weight, Weight?];
    const { name } = node;
    const smoothing = this.#smoothing.get(x.name);
    const { steps, rowMaximum } = this.#quantisedRows(x, smoothing);
    const { values, scales } = quantisedWeight(weight, smoothing);
    const inputs = [steps, this.#keep(values), this.#rowStep(), this.#keep(scales), this.#rowZero()];
    this.#push('MatMulIntegerToFloat', `${name}.product`, inputs, [`${name}.product`], {}, microsoft);
    const product = bias === undefined ? this.#outputName(node) : `${name}.scaled`;
    this.#push('Mul', `${name}.scale`, [`${name}.product`, rowMaximum], [product]);
    if (bias !== undefined) this.#push('Add', name, [product, this.#name(bias)], [this.#outputName(node)]);
  }

  /** Rows of a value as unsigned bytes around 128, in steps of 1/127 of each row's largest magnitude. Made once. */
  #quantisedRows(x: Value, smoothing: Smoothing | undefined): { steps: string; rowMaximum: string } {
    const names = { steps: `${x.name}.steps`, rowMaximum: `${x.name}.maximum` };
    if (this.#quantised.has(x.name)) return names;
    this.#quantised.add(x.name);
    const at = (suffix: string) => `${x.name}.${suffix}`;
    const isScaled = smoothing?.isFolded === false;
    const source = isScaled ? at('smooth') : this.#name(x);
    if (isScaled) {
      const factors = this.#keep(inverseFactors(x.name, smoothing));
      this.#push('Mul', source, [this.#name(x), factors], [source]);
    }
    this.#push('Abs', at('magnitude'), [source], [at('magnitude')]);
    this.#push('ReduceMax', at('widest'), [at('magnitude'), this.#integers([-1])], [at('widest')], {
      keepdims: 1,
    });
    this.#push('Max', names.rowMaximum, [at('widest'), this.#scalar(smallestRow)], [names.rowMaximum]);
    this.#push('Div', at('unit'), [source, names.rowMaximum], [at('unit')]);
    this.#push('QuantizeLinear', names.steps, [at('unit'), this.#rowStep(), this.#rowZero()], [names.steps]);
    return names;
  }

  #rowStep(): string {
    return this.#scalar(1 / 127);
  }

  #rowZero(): string {
    return this.#constant('row-zero', [], dataType.uint8, Uint8Array.of(128));
  }

  #scalar(value: number): string {
    return this.#constant(`float32-${value}`, [], dataType.float32, Float32Array.of(value));
  }

  #attention(node: Node, heads: number): void {
    const [q, k, v, mask] = node.inputs.map((input) => this.#name(input));
    const inputs = mask === undefined ? [q!, k!, v!] : [q!, k!, v!, '', mask];
    const attributes = { num_heads: heads, mask_filter_value: float(maskFilterValue) };
    this.#push('MultiHeadAttention', node.name, inputs, [this.#outputName(node)], attributes, microsoft);
  }

  #notEqual(node: Node, value: number): void {
    const scalar = this.#constant(`scalar-${value}`, [], dataType.int32, new Int32Array([value]));
    this.#push('Equal', `${node.name}.equal`, [this.#name(node.inputs[0]!), scalar], [`${node.name}.equal`]);
    this.#push('Not', `${node.name}.not`, [`${node.name}.equal`], [`${node.name}.not`]);
    this.#push('Cast', node.name, [`${node.name}.not`], [this.#outputName(node)], { to: dataType.int32 });
  }

  #rowsLike(node: Node, axis: number): void {
    const [table, like] = node.inputs.map((input) => this.#name(input));
    const length = `${node.name}.length`;
    this.#push('Shape', length, [like!], [length], { start: axis, end: axis + 1 });
    this.#push(
      'Slice',
      node.name,
      [table!, this.#integers([0]), length, this.#integers([0])],
      [this.#outputName(node)],
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
      node.outputs.map((output) => this.#valueName(output)),
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
    return 'data' in value ? this.#store(value as Weight, false) : this.#valueName(value);
  }

  #outputName(node: Node): string {
    return this.#valueName(node.outputs[0]!);
  }

  /** Half precision: floats keep their name for the outside of the graph, inside they have another one. */
  #valueName({ name, type }: Value): string {
    const isOutside = this.#inputs.has(name) || this.#outputs.has(name);
    return this.#precision === 'float16' && type === 'float32' && isOutside ? `${name}.float16` : name;
  }

  #typeOf(type: ElementType): keyof typeof dataType {
    return type === 'float32' && this.#precision === 'float16' ? 'float16' : type;
  }

  #store(weight: Weight, transposed: boolean): string {
    const type = this.#precision === 'float16' ? 'float16' : 'float32';
    return this.#keep(storedWeight(weight, { type, transposed }));
  }

  #keep(stored: StoredWeight): string {
    this.#weights.set(stored.name, stored);
    return stored.name;
  }

  #integers(values: readonly number[]): string {
    return this.#constant(
      `int64-${values.join('_')}`,
      [values.length],
      dataType.int64,
      BigInt64Array.from(values, BigInt),
    );
  }

  #constant(name: string, dims: readonly number[], type: number, values: NodeJS.ArrayBufferView): string {
    this.#constants.set(name, { name, dims, dataType: type, rawData: bytesOf(values) });
    return name;
  }
}

/** One ONNX node: its type, attributes, inputs after the operation's own, and domain. */
type OnnxForm = readonly [type: string, attributes?: Attributes, more?: readonly string[], domain?: string];

const formsWithoutParameters: Readonly<Partial<Record<Operation['kind'], OnnxForm>>> = {
  add: ['Add'],
  subtract: ['Sub'],
  divide: ['Div'],
  project: ['MatMul'],
  embedding: ['Gather', { axis: 0 }],
  relu: ['Relu'],
  gelu: ['Gelu', {}, [], microsoft],
  'quick-gelu': ['QuickGelu', { alpha: { float: 1.702 } }, [], microsoft],
};

/** Attributes of a node; a float is marked, because ONNX keeps floats and integers apart. */
type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

function squareWindow(size: number, stride: number): Attributes {
  return { kernel_shape: [size, size], strides: [stride, stride] };
}

function convolutionAttributes(
  { shape }: Value,
  { stride, padding }: { readonly stride: number; readonly padding: number },
): Attributes {
  return { ...squareWindow(shape[2] as number, stride), pads: [padding, padding, padding, padding] };
}

function float(value: number): { readonly float: number } {
  return { float: value };
}

/** `AttributeProto.type`: 1 FLOAT, 2 INT, 7 INTS. */
function toAttribute([name, value]: [string, Attributes[string]]): AttributeProto {
  if (typeof value === 'number') return { name, type: 2, i: value };
  return 'float' in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: value };
}
