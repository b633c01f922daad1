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
import { AttentionBiases } from './attention-biases.ts';
import { Int8Convolutions, type ValueRanges } from './int8-convolutions.ts';
import { Int8Linears } from './int8-linears.ts';
import { type Attributes, float, microsoft, OnnxEmitter } from './onnx-emitter.ts';
import { dataType } from './onnx-proto.ts';
import { storedWeight } from './stored-weight.ts';

/** ONNX nodes that compute a graph, with the constants and the stored weights they name. */
export type LoweredGraph = Pick<OnnxEmitter, 'nodes' | 'constants' | 'weights'>;

export interface LoweringOptions {
  /** Default: float32. */
  readonly precision?: Precision;
  /** int8: ranges of the values around convolutions; without them convolutions stay in float32. */
  readonly ranges?: ValueRanges;
}

/** BERT masks a key by adding this to its score (cn_clip/clip/modeling_bert.py). */
const maskFilterValue = -10000;

/**
 * Lowers each operation to the ONNX form that measured best on the CPU provider: `MatMul` + `Add` with the weight
 * transposed when written (ONNX Runtime prepacks it once), fused attention, LayerNormalization without a fused skip.
 */
export function lowerGraph(graph: Graph, options: LoweringOptions = {}): OnnxEmitter {
  const emitter = new OnnxEmitter();
  const lowering = new Lowering(emitter, graph, options);
  lowering.enter(graph.inputs);
  for (const node of graph.nodes) lowering.lower(node);
  return emitter;
}

class Lowering {
  readonly #emitter: OnnxEmitter;
  readonly #precision: Precision;
  readonly #outputs: ReadonlySet<string>;
  readonly #inputs: ReadonlySet<string>;
  readonly #linears: Int8Linears | undefined;
  readonly #convolutions: Int8Convolutions | undefined;
  readonly #biases: AttentionBiases;
  /** What is read in place of a value that was rounded to bytes. */
  readonly #rounded = new Map<string, string>();

  constructor(emitter: OnnxEmitter, graph: Graph, { precision = 'float32', ranges }: LoweringOptions) {
    this.#emitter = emitter;
    this.#precision = precision;
    this.#inputs = new Set(graph.inputs.map(({ name }) => name));
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    this.#biases = new AttentionBiases(graph);
    if (precision !== 'int8') return;
    this.#linears = new Int8Linears(emitter, graph);
    this.#convolutions = new Int8Convolutions(emitter, ranges ?? new Map());
  }

  /** Half precision: float inputs are narrowed once. */
  enter(inputs: readonly Value[]): void {
    if (this.#precision !== 'float16') return;
    for (const { name } of inputs.filter(({ type }) => type === 'float32')) {
      this.#emitter.push('Cast', `${name}.narrow`, [name], [`${name}.float16`], { to: dataType.float16 });
    }
  }

  lower(node: Node): void {
    const simple = this.#simple(node);
    if (simple === undefined) this.#composite(node);
    else this.#emit(node, ...simple);
    for (const output of node.outputs) {
      this.#leave(output);
      const rounded = this.#convolutions?.rounded(output, output.name);
      if (rounded !== undefined) this.#rounded.set(output.name, rounded);
    }
  }

  /** Half precision: what leaves the graph is float32 again. */
  #leave({ name, type }: Value): void {
    if (this.#precision !== 'float16' || type !== 'float32' || !this.#outputs.has(name)) return;
    this.#emitter.push('Cast', `${name}.widen`, [`${name}.float16`], [name], { to: dataType.float32 });
  }

  #composite(node: Node): void {
    const { operation } = node;
    switch (operation.kind) {
      case 'linear':
        this.#linear(node);
        break;
      case 'conv2d':
        this.#convolution(node, operation);
        break;
      case 'layer-norm':
        this.#layerNorm(node, operation.epsilon);
        break;
      case 'attention':
        this.#attention(node, operation);
        break;
      case 'not-equal':
        this.#notEqual(node, operation.value);
        break;
      case 'rows-like':
        this.#rowsLike(node, operation.axis);
        break;
      case 'row-at-largest':
        this.#rowAtLargest(node);
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
      case 'average-pool':
        return ['AveragePool', squareWindow(operation.size, operation.size)];
      case 'mean':
        return ['ReduceMean', { keepdims: 1 }, [this.#emitter.integers([operation.axis])]];
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
          [operation.start, operation.end, operation.axis].map((n) => this.#emitter.integers([n])),
        ];
      case 'pad-front':
        return ['Pad', {}, [this.#padding(inputs[0]!, operation.count)]];
      default:
        return formsWithoutParameters[operation.kind];
    }
  }

  #linear(node: Node): void {
    const [x, weight, own] = node.inputs;
    const bias = this.#biases.takesFrom(node) ? undefined : own;
    const output = this.#outputName(node);
    if (this.#linears !== undefined) {
      const names = { source: this.#name(x!), bias: bias === undefined ? bias : this.#name(bias), output };
      this.#linears.emit(node, names);
      return;
    }
    const product = bias === undefined ? output : `${node.name}.product`;
    const stored = this.#store(weight as Weight, true);
    this.#emitter.push('MatMul', `${node.name}.matmul`, [this.#name(x!), stored], [product]);
    if (bias !== undefined) this.#emitter.push('Add', node.name, [product, this.#name(bias)], [output]);
  }

  #convolution(node: Node, shape: { readonly stride: number; readonly padding: number }): void {
    const [x, kernel, bias] = node.inputs as [Value, Weight, Weight];
    const parameters = this.#convolutions?.parameters(node) ?? [this.#name(kernel), this.#name(bias)];
    const attributes = convolutionAttributes(kernel, shape);
    this.#emitter.push(
      'Conv',
      node.name,
      [this.#name(x), ...parameters],
      [this.#outputName(node)],
      attributes,
    );
  }

  #layerNorm(node: Node, epsilon: number): void {
    const [x, gain, bias] = node.inputs as [Value, Weight, Weight];
    const vector = (weight: Weight) => this.#linears?.vectorOf(node, weight) ?? this.#name(weight);
    const inputs = [this.#name(x), vector(gain), vector(bias)];
    const attributes = { axis: -1, epsilon: float(epsilon) };
    this.#emitter.push('LayerNormalization', node.name, inputs, [this.#outputName(node)], attributes);
  }

  #attention(node: Node, { heads, causal }: { readonly heads: number; readonly causal?: boolean }): void {
    const [q, k, v, mask] = node.inputs.map((input) => this.#name(input));
    const bias = this.#biases.of(node);
    const inputs = [q!, k!, v!, bias === undefined ? '' : this.#store(bias, false), mask ?? ''];
    const attributes = {
      num_heads: heads,
      mask_filter_value: float(maskFilterValue),
      ...(causal === true ? { unidirectional: 1 } : {}),
    };
    this.#emitter.push(
      'MultiHeadAttention',
      node.name,
      inputs,
      [this.#outputName(node)],
      attributes,
      microsoft,
    );
  }

  #notEqual(node: Node, value: number): void {
    const scalar = this.#emitter.constant(`scalar-${value}`, [], dataType.int32, new Int32Array([value]));
    this.#emitter.push(
      'Equal',
      `${node.name}.equal`,
      [this.#name(node.inputs[0]!), scalar],
      [`${node.name}.equal`],
    );
    this.#emitter.push('Not', `${node.name}.not`, [`${node.name}.equal`], [`${node.name}.not`]);
    this.#emitter.push('Cast', node.name, [`${node.name}.not`], [this.#outputName(node)], {
      to: dataType.int32,
    });
  }

  #rowsLike(node: Node, axis: number): void {
    const [table, like] = node.inputs.map((input) => this.#name(input));
    const length = `${node.name}.length`;
    this.#emitter.push('Shape', length, [like!], [length], { start: axis, end: axis + 1 });
    this.#emitter.push(
      'Slice',
      node.name,
      [table!, this.#emitter.integers([0]), length, this.#emitter.integers([0])],
      [this.#outputName(node)],
    );
  }

  #rowAtLargest(node: Node): void {
    const [x, ids] = node.inputs.map((input) => this.#name(input));
    const place = `${node.name}.place`;
    this.#emitter.push('ArgMax', place, [ids!], [place], { axis: 1, keepdims: 1 });
    this.#emitter.push('GatherND', node.name, [x!, place], [this.#outputName(node)], { batch_dims: 1 });
  }

  /** A symbol that stays at its place becomes 0 (copy), one that moved becomes -1 (the rest). */
  #reshapeTarget(x: Value, shape: readonly Dimension[]): string {
    const from = x.shape;
    return this.#emitter.integers(shape.map((d, i) => (typeof d === 'number' ? d : from[i] === d ? 0 : -1)));
  }

  #padding(x: Value, count: number): string {
    const pads = new Array<number>(x.shape.length * 2).fill(0);
    pads[1] = count;
    return this.#emitter.integers(pads);
  }

  #emit(
    node: Node,
    type: string,
    attributes: Attributes = {},
    more: readonly string[] = [],
    domain = '',
  ): void {
    const inputs = [...node.inputs.map((input) => this.#name(input)), ...more];
    this.#emitter.push(
      type,
      node.name,
      inputs,
      node.outputs.map((output) => this.#valueName(output)),
      attributes,
      domain,
    );
  }

  /** Name of a value; a weight is stored the first time it is named. */
  #name(value: Value): string {
    if ('data' in value) return this.#store(value as Weight, false);
    return this.#rounded.get(value.name) ?? this.#valueName(value);
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
    return this.#emitter.keep(storedWeight(weight, { type, transposed }));
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
  tanh: ['Tanh'],
  gelu: ['Gelu', {}, [], microsoft],
  'gelu-tanh': ['FastGelu', {}, [], microsoft],
  'quick-gelu': ['QuickGelu', { alpha: { float: 1.702 } }, [], microsoft],
};

function squareWindow(size: number, stride: number): Attributes {
  return { kernel_shape: [size, size], strides: [stride, stride] };
}

function convolutionAttributes(
  { shape }: Value,
  { stride, padding }: { readonly stride: number; readonly padding: number },
): Attributes {
  return { ...squareWindow(shape[2] as number, stride), pads: [padding, padding, padding, padding] };
}
