import type { Graph, Node, Value, Weight } from '../../core/graph/graph.ts';
import { quantisedKernel } from './int8-weights.ts';
import type { OnnxEmitter } from './onnx-emitter.ts';

/** Smallest and largest element of a value over a calibration set, by the value's name. */
export type ValueRanges = ReadonlyMap<string, readonly [minimum: number, maximum: number]>;

/** Steps of an unsigned byte. */
const steps = 255;

/** Values that convolutions read and that flow between them: what is quantised, and so has to be calibrated. */
export function calibratedValues(graph: Graph): readonly Value[] {
  const convolutions = graph.nodes.filter(({ operation }) => operation.kind === 'conv2d');
  if (convolutions.length === 0) return [];
  const sources = convolutions.map(({ inputs }) => inputs[0]!);
  const results = graph.nodes
    .filter(({ operation }) => ['conv2d', 'relu', 'average-pool', 'add'].includes(operation.kind))
    .map(({ outputs }) => outputs[0]!)
    .filter((value) => value.shape.length === 4 && !isOnlyRectified(graph, value));
  return [...new Map([...sources, ...results].map((value) => [value.name, value])).values()];
}

/** A value that nothing but a ReLU reads is quantised behind it: the runtime then drops the ReLU. */
function isOnlyRectified(graph: Graph, { name }: Value): boolean {
  const readers = graph.nodes.filter(({ inputs }) => inputs.some((input) => input.name === name));
  return readers.length > 0 && readers.every(({ operation }) => operation.kind === 'relu');
}

/**
 * Convolutions in 8-bit integers with ranges measured beforehand, written as pairs of QuantizeLinear and
 * DequantizeLinear around float operations, which ONNX Runtime fuses. Nothing depends on the batch.
 */
export class Int8Convolutions {
  readonly #emitter: OnnxEmitter;
  readonly #ranges: ValueRanges;

  constructor(emitter: OnnxEmitter, ranges: ValueRanges) {
    this.#emitter = emitter;
    this.#ranges = ranges;
  }

  /** Name of the value after rounding to bytes; undefined for one that is not quantised. */
  rounded({ name }: Value, source: string): string | undefined {
    const range = this.#ranges.get(name);
    if (range === undefined) return undefined;
    const emitter = this.#emitter;
    const { scale, zeroPoint } = stepsOf(range);
    const form = [emitter.scalar(scale), emitter.byte(zeroPoint)];
    emitter.push('QuantizeLinear', `${name}.quantise`, [source, ...form], [`${name}.bytes`]);
    emitter.push('DequantizeLinear', `${name}.dequantise`, [`${name}.bytes`, ...form], [`${name}.rounded`]);
    return `${name}.rounded`;
  }

  /** Kernel and bias of a convolution behind their DequantizeLinear; undefined without a range for its input. */
  parameters(node: Node): readonly [kernel: string, bias: string] | undefined {
    const [x, kernel, bias] = node.inputs as [Value, Weight, Weight];
    const range = this.#ranges.get(x.name);
    if (range === undefined) return undefined;
    const stored = quantisedKernel(kernel, bias, stepsOf(range).scale);
    return [
      this.#dequantised(`${node.name}.kernel`, stored.kernel, stored.kernelScales),
      this.#dequantised(`${node.name}.bias`, stored.bias, stored.biasScales),
    ];
  }

  #dequantised(name: string, values: Parameters<OnnxEmitter['keep']>[0], scales: typeof values): string {
    const inputs = [this.#emitter.keep(values), this.#emitter.keep(scales)];
    this.#emitter.push('DequantizeLinear', name, inputs, [name], { axis: 0 });
    return name;
  }
}

/** Scale and zero point of an unsigned byte; zero is always hit exactly. */
function stepsOf([minimum, maximum]: readonly [number, number]): { scale: number; zeroPoint: number } {
  const low = Math.min(minimum, 0);
  const scale = Math.fround((Math.max(maximum, 0) - low) / steps) || 1;
  return { scale, zeroPoint: Math.round(-low / scale) };
}
