import type { Graph, Node, Value, Weight } from '../../core/graph/graph.ts';
import {
  inverseFactors,
  planSmoothing,
  quantisedWeight,
  type Smoothing,
  smoothedVector,
} from './int8-weights.ts';
import { microsoft, type OnnxEmitter } from './onnx-emitter.ts';

/** Steps of a row on each side of zero. */
const steps = 127;

/** The unsigned byte that stands for zero. */
const zeroPoint = 128;

/** Keeps a row of zeros from being divided by zero. */
const smallestRow = 1e-12;

/**
 * Linear layers as products of 8-bit integers with one scale per row of activations, so that no row depends on another
 * one of its batch, and one per column of weights.
 */
export class Int8Linears {
  readonly #emitter: OnnxEmitter;
  readonly #smoothing: ReadonlyMap<string, Smoothing>;
  /** Names of values whose rows are quantised already. */
  readonly #quantised = new Set<string>();

  constructor(emitter: OnnxEmitter, graph: Graph) {
    this.#emitter = emitter;
    this.#smoothing = planSmoothing(graph);
  }

  /** Gain or bias of a layer norm, divided by the smoothing factors where it makes the division itself. */
  vectorOf(layerNorm: Node, vector: Weight): string | undefined {
    const smoothing = this.#smoothing.get(layerNorm.outputs[0]!.name);
    return smoothing?.isFolded === true ? this.#emitter.keep(smoothedVector(vector, smoothing)) : undefined;
  }

  /** x · weightᵀ, of the ONNX values `source` (+ `bias`) → `output`. */
  emit(node: Node, names: { source: string; bias: string | undefined; output: string }): void {
    const [x, weight] = node.inputs as [Value, Weight];
    const { name } = node;
    const emitter = this.#emitter;
    const smoothing = this.#smoothing.get(x.name);
    const rows = this.#quantisedRows(x.name, names.source, smoothing);
    const { values, scales } = quantisedWeight(weight, smoothing);
    const scale = emitter.scalar(1 / steps);
    const inputs = [rows.steps, emitter.keep(values), scale, emitter.keep(scales), emitter.byte(zeroPoint)];
    emitter.push('MatMulIntegerToFloat', `${name}.product`, inputs, [`${name}.product`], {}, microsoft);
    const product = names.bias === undefined ? names.output : `${name}.scaled`;
    emitter.push('Mul', `${name}.scale`, [`${name}.product`, rows.maximum], [product]);
    if (names.bias !== undefined) emitter.push('Add', name, [product, names.bias], [names.output]);
  }

  /** Rows of a value as unsigned bytes around 128, in steps of 1/127 of each row's largest magnitude. Made once. */
  #quantisedRows(name: string, value: string, smoothing: Smoothing | undefined) {
    const at = (suffix: string) => `${name}.${suffix}`;
    const names = { steps: at('steps'), maximum: at('maximum') };
    if (this.#quantised.has(name)) return names;
    this.#quantised.add(name);
    const emitter = this.#emitter;
    const isScaled = smoothing?.isFolded === false;
    const source = isScaled ? at('smooth') : value;
    if (isScaled) {
      emitter.push('Mul', source, [value, emitter.keep(inverseFactors(name, smoothing))], [source]);
    }
    emitter.push('Abs', at('magnitude'), [source], [at('magnitude')]);
    const last = emitter.integers([-1]);
    emitter.push('ReduceMax', at('widest'), [at('magnitude'), last], [at('widest')], { keepdims: 1 });
    emitter.push('Max', names.maximum, [at('widest'), emitter.scalar(smallestRow)], [names.maximum]);
    emitter.push('Div', at('unit'), [source, names.maximum], [at('unit')]);
    const form = [at('unit'), emitter.scalar(1 / steps), emitter.byte(zeroPoint)];
    emitter.push('QuantizeLinear', names.steps, form, [names.steps]);
    return names;
  }
}
