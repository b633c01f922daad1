import { DomainError } from '../errors.ts';
import type { Dimension, ElementType, Graph, Node, Operation, Value, Weight, WeightData } from './graph.ts';
import { broadcastShapes, checkReshape, formatShape } from './shapes.ts';

/**
 * Builds a {@link Graph} call by call; every call checks its shapes, so a wrong width fails where it is written and
 * not when the graph first runs.
 * @throws RangeError naming the operation and the shapes that do not fit
 * @throws DomainError CHECKPOINT_MISMATCH for a number of heads that does not divide the width
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #weights = new Map<string, Weight>();
  readonly #nodes: Node[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    const value = { name, type, shape };
    this.#inputs.push(value);
    return value;
  }

  /** A parameter; asking twice for one name gives the same weight. */
  weight(name: string, shape: readonly number[], data: WeightData): Weight {
    const known = this.#weights.get(name);
    if (known !== undefined) return known;
    const weight: Weight = { name, type: 'float32', shape, data };
    this.#weights.set(name, weight);
    return weight;
  }

  cast(x: Value, to: ElementType): Value {
    return this.#emit({ kind: 'cast', to }, [x], x.shape, to);
  }

  add(a: Value, b: Value): Value {
    return this.#elementwise('add', a, b);
  }

  subtract(a: Value, b: Value): Value {
    return this.#elementwise('subtract', a, b);
  }

  divide(a: Value, b: Value): Value {
    return this.#elementwise('divide', a, b);
  }

  notEqual(x: Value, value: number): Value {
    return this.#emit({ kind: 'not-equal', value }, [x], x.shape, 'int32');
  }

  linear(x: Value, weight: Weight, bias?: Weight): Value {
    const [width, inner] = weight.shape;
    this.#require(weight.shape.length === 2 && x.shape.at(-1) === inner, 'linear', x, weight);
    if (bias !== undefined)
      this.#require(bias.shape.length === 1 && bias.shape[0] === width, 'linear bias', bias, weight);
    const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
    return this.#emit({ kind: 'linear' }, inputs, [...x.shape.slice(0, -1), width!]);
  }

  project(x: Value, weight: Weight): Value {
    const [inner, width] = weight.shape;
    this.#require(weight.shape.length === 2 && x.shape.at(-1) === inner, 'project', x, weight);
    return this.#emit({ kind: 'project' }, [x, weight], [...x.shape.slice(0, -1), width!]);
  }

  layerNorm(x: Value, gain: Weight, bias: Weight, epsilon: number): Value {
    for (const parameter of [gain, bias]) {
      this.#require(
        parameter.shape.length === 1 && parameter.shape[0] === x.shape.at(-1),
        'layer-norm',
        x,
        parameter,
      );
    }
    return this.#emit({ kind: 'layer-norm', epsilon }, [x, gain, bias], x.shape);
  }

  conv2d(
    x: Value,
    weight: Weight,
    bias: Weight,
    options: { readonly stride: number; readonly padding: number },
  ): Value {
    const [outer, inner, kernel] = weight.shape as [number, number, number, number];
    this.#require(
      weight.shape.length === 4 && x.shape.length === 4 && x.shape[1] === inner,
      'conv2d',
      x,
      weight,
    );
    this.#require(bias.shape.length === 1 && bias.shape[0] === outer, 'conv2d bias', bias, weight);
    const edges = fixedEdges(x, 'conv2d').map(
      (edge) => Math.floor((edge + 2 * options.padding - kernel) / options.stride) + 1,
    );
    return this.#emit({ kind: 'conv2d', ...options }, [x, weight, bias], [x.shape[0]!, outer, ...edges]);
  }

  averagePool(x: Value, size: number): Value {
    const edges = fixedEdges(x, 'average-pool').map((edge) => Math.floor(edge / size));
    return this.#emit({ kind: 'average-pool', size }, [x], [...x.shape.slice(0, 2), ...edges]);
  }

  relu(x: Value): Value {
    return this.#emit({ kind: 'relu' }, [x], x.shape);
  }

  tanh(x: Value): Value {
    return this.#emit({ kind: 'tanh' }, [x], x.shape);
  }

  mean(x: Value, axis: number): Value {
    if (x.shape[axis] === undefined)
      throw new RangeError(`mean: ${formatShape(x.shape)} has no axis ${axis}`);
    return this.#emit({ kind: 'mean', axis }, [x], x.shape.with(axis, 1));
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values as [Value, ...Value[]];
    const lengths = values.map((value) => value.shape[axis]);
    for (const value of values) {
      const fits = formatShape(value.shape.with(axis, 1)) === formatShape(first.shape.with(axis, 1));
      this.#require(fits && typeof value.shape[axis] === 'number', 'concat', value, first);
    }
    const length = (lengths as number[]).reduce((sum, each) => sum + each, 0);
    return this.#emit({ kind: 'concat', axis }, values, first.shape.with(axis, length));
  }

  gelu(x: Value): Value {
    return this.#emit({ kind: 'gelu' }, [x], x.shape);
  }

  geluTanh(x: Value): Value {
    return this.#emit({ kind: 'gelu-tanh' }, [x], x.shape);
  }

  quickGelu(x: Value): Value {
    return this.#emit({ kind: 'quick-gelu' }, [x], x.shape);
  }

  /** See `attention` in {@link Operation}. `mask` is int32 (B, S), 1 for keys that count. */
  attention(
    q: Value,
    k: Value,
    v: Value,
    options: { readonly heads: number; readonly mask?: Value; readonly causal?: boolean },
  ): Value {
    const { heads, mask, causal = false } = options;
    const width = q.shape.at(-1);
    this.#require(q.shape.length === 3 && formatShape(k.shape) === formatShape(v.shape), 'attention', k, v);
    this.#require(k.shape[0] === q.shape[0] && k.shape.at(-1) === width, 'attention', q, k);
    // The width comes from weights, the heads from a configuration beside them.
    if (typeof width !== 'number' || width % heads !== 0) {
      throw new DomainError('CHECKPOINT_MISMATCH', `A width of ${width} cannot be cut into ${heads} heads.`, {
        remedy: 'Check the number of attention heads in the configuration.',
      });
    }
    if (mask !== undefined)
      this.#require(formatShape(mask.shape) === formatShape(k.shape.slice(0, 2)), 'attention mask', mask, k);
    if (causal) this.#require(q.shape[1] === k.shape[1], 'causal attention', q, k);
    return this.#emit(
      { kind: 'attention', heads, ...(causal ? { causal } : {}) },
      mask === undefined ? [q, k, v] : [q, k, v, mask],
      q.shape,
    );
  }

  embedding(table: Weight, ids: Value): Value {
    this.#require(table.shape.length === 2 && ids.type === 'int32', 'embedding', table, ids);
    return this.#emit({ kind: 'embedding' }, [table, ids], [...ids.shape, table.shape[1]!]);
  }

  reshape(x: Value, shape: readonly Dimension[]): Value {
    checkReshape(x.shape, shape);
    return this.#emit({ kind: 'reshape', shape }, [x], shape);
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    if ([...permutation].sort((a, b) => a - b).join() !== x.shape.map((_, i) => i).join()) {
      throw new RangeError(`transpose: ${permutation.join()} is no permutation of ${formatShape(x.shape)}`);
    }
    return this.#emit(
      { kind: 'transpose', permutation },
      [x],
      permutation.map((axis) => x.shape[axis]!),
    );
  }

  slice(x: Value, range: { readonly axis: number; readonly start: number; readonly end: number }): Value {
    const { axis, start, end } = range;
    const length = x.shape[axis];
    if (length === undefined || start < 0 || end <= start || (typeof length === 'number' && end > length)) {
      throw new RangeError(`slice: [${start}, ${end}) of axis ${axis} is outside ${formatShape(x.shape)}`);
    }
    return this.#emit({ kind: 'slice', ...range }, [x], x.shape.with(axis, end - start));
  }

  rowsLike(table: Weight, like: Value, axis: number): Value {
    const length = like.shape[axis];
    if (length === undefined || (typeof length === 'number' && length > table.shape[0]!)) {
      throw new RangeError(
        `rows-like: axis ${axis} of ${formatShape(like.shape)} is not within ${formatShape(table.shape)}`,
      );
    }
    return this.#emit({ kind: 'rows-like', axis }, [table, like], [length, ...table.shape.slice(1)]);
  }

  rowAtLargest(x: Value, ids: Value): Value {
    const fits = x.shape.length === 3 && formatShape(x.shape.slice(0, 2)) === formatShape(ids.shape);
    this.#require(fits && ids.type === 'int32', 'row-at-largest', x, ids);
    return this.#emit({ kind: 'row-at-largest' }, [x, ids], [x.shape[0]!, x.shape[2]!]);
  }

  padFront(x: Value, count: number): Value {
    const length = x.shape[1];
    if (typeof length !== 'number')
      throw new RangeError(`pad-front: axis 1 of ${formatShape(x.shape)} is not fixed`);
    return this.#emit({ kind: 'pad-front', count }, [x], x.shape.with(1, length + count));
  }

  split(x: Value, parts: number): readonly Value[] {
    const width = x.shape.at(-1);
    if (typeof width !== 'number' || width % parts !== 0) {
      throw new RangeError(`split: ${formatShape(x.shape)} has no ${parts} equal parts`);
    }
    const name = this.#nextName('split');
    const shape = [...x.shape.slice(0, -1), width / parts];
    const outputs = Array.from({ length: parts }, (_, i) => ({ name: `${name}.${i}`, type: x.type, shape }));
    this.#nodes.push({ name, operation: { kind: 'split', parts }, inputs: [x], outputs });
    return outputs;
  }

  /** Gives a value the name under which it leaves the graph. */
  output(name: string, value: Value): void {
    const index = this.#nodes.findLastIndex((node) => node.outputs.includes(value));
    const node = this.#nodes[index];
    if (node === undefined)
      throw new RangeError(`output ${name}: ${value.name} is not computed by this graph`);
    const named = { ...value, name };
    this.#nodes[index] = {
      ...node,
      outputs: node.outputs.map((output) => (output === value ? named : output)),
    };
    this.#outputs.push(named);
  }

  build(): Graph {
    return {
      name: this.#name,
      inputs: this.#inputs,
      outputs: this.#outputs,
      weights: [...this.#weights.values()],
      nodes: this.#nodes,
    };
  }

  #elementwise(kind: 'add' | 'subtract' | 'divide', a: Value, b: Value): Value {
    if (a.type !== b.type) throw new RangeError(`${kind}: ${a.type} and ${b.type} differ`);
    return this.#emit({ kind }, [a, b], broadcastShapes(a.shape, b.shape));
  }

  #emit(
    operation: Operation,
    inputs: readonly Value[],
    shape: readonly Dimension[],
    type = inputs[0]!.type,
  ): Value {
    const name = this.#nextName(operation.kind);
    const output: Value = { name, type: operation.kind === 'embedding' ? 'float32' : type, shape };
    this.#nodes.push({ name, operation, inputs, outputs: [output] });
    return output;
  }

  #nextName(kind: string): string {
    return `${kind}-${this.#nodes.length}`;
  }

  #require(condition: boolean, what: string, a: Value, b: Value): void {
    if (!condition) {
      throw new RangeError(
        `${what}: ${a.name} ${formatShape(a.shape)} does not fit ${b.name} ${formatShape(b.shape)}`,
      );
    }
  }
}

/** Height and width of (B, C, H, W). @throws RangeError when they are not known. */
function fixedEdges({ name, shape }: Value, what: string): readonly number[] {
  const edges = shape.slice(2).filter((edge) => typeof edge === 'number');
  if (shape.length === 4 && edges.length === 2) return edges;
  throw new RangeError(`${what}: ${name} ${formatShape(shape)} has no fixed height and width`);
}
