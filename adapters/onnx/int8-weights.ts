import type { Graph, Node, Value, Weight } from '../../core/graph/graph.ts';
import { bytesOf, type StoredWeight, transpose } from './stored-weight.ts';

/** Largest magnitude of a quantised weight: symmetric, one scale per output column. */
const largest = 127;

/**
 * What the inputs of linear layers are divided by, so that a few channels with outliers do not take the steps of all
 * others; the weights are multiplied by it, which changes nothing in exact arithmetic. Without data: the spread of a
 * channel is taken from the layer norm that made it. Source: Xiao et al., SmoothQuant, arXiv:2211.10438, with
 * 3|gain| + |bias| in place of a measured maximum.
 */
export class Smoothing {
  readonly layerNorm: Node;
  readonly weights: readonly Weight[];
  /** True where nothing but linear layers reads the layer norm, which can then do the division itself. */
  readonly isFolded: boolean;
  #factors: Promise<Float32Array> | undefined;

  constructor(layerNorm: Node, weights: readonly Weight[], isFolded: boolean) {
    this.layerNorm = layerNorm;
    this.weights = weights;
    this.isFolded = isFolded;
  }

  /** (K), all positive. */
  factors(): Promise<Float32Array> {
    this.#factors ??= this.#compute();
    return this.#factors;
  }

  async #compute(): Promise<Float32Array> {
    const [, gain, bias] = this.layerNorm.inputs as [Value, Weight, Weight];
    const [gains, biases] = await Promise.all([gain.data(), bias.data()]);
    const heaviest = new Float32Array(gains.length);
    for (const weight of this.weights) {
      const values = await weight.data();
      for (let i = 0; i < values.length; i++) {
        const k = i % heaviest.length;
        heaviest[k] = Math.max(heaviest[k]!, Math.abs(values[i]!));
      }
    }
    return heaviest.map((weight, k) => {
      const spread = 3 * Math.abs(gains[k]!) + Math.abs(biases[k]!);
      return spread > 0 && weight > 0 ? Math.sqrt(spread / weight) : 1;
    });
  }
}

/** Smoothing of every value that a layer norm makes and a linear layer reads, by the value's name. */
export function planSmoothing(graph: Graph): ReadonlyMap<string, Smoothing> {
  const plans = new Map<string, Smoothing>();
  for (const layerNorm of graph.nodes.filter(({ operation }) => operation.kind === 'layer-norm')) {
    const { name } = layerNorm.outputs[0]!;
    const readers = graph.nodes.filter(({ inputs }) => inputs.some((input) => input.name === name));
    const linears = readers.filter(({ operation }) => operation.kind === 'linear');
    const weights = linears.map(({ inputs }) => inputs[1] as Weight);
    if (weights.length > 0) {
      plans.set(name, new Smoothing(layerNorm, weights, linears.length === readers.length));
    }
  }
  return plans;
}

/** A vector of a layer norm divided by the smoothing factors. */
export function smoothedVector(weight: Weight, smoothing: Smoothing): StoredWeight {
  return {
    name: `${weight.name}.smoothed`,
    type: 'float32',
    dims: weight.shape,
    bytes: async () => {
      const [values, factors] = await Promise.all([weight.data(), smoothing.factors()]);
      return bytesOf(values.map((value, k) => value / factors[k]!));
    },
  };
}

/** 1 / smoothing factors (K), named after the value they multiply. */
export function inverseFactors(valueName: string, smoothing: Smoothing): StoredWeight {
  return {
    name: `${valueName}.smoothing`,
    type: 'float32',
    dims: (smoothing.layerNorm.inputs[1] as Weight).shape,
    bytes: async () => bytesOf((await smoothing.factors()).map((factor) => 1 / factor)),
  };
}

/** A linear weight (N, K) as int8 (K, N) and its scales (N). */
export function quantisedWeight(
  weight: Weight,
  smoothing: Smoothing | undefined,
): { readonly values: StoredWeight; readonly scales: StoredWeight } {
  const [rows, columns] = weight.shape as [number, number];
  const read = async () => {
    const values = await weight.data();
    const factors = await smoothing?.factors();
    if (factors !== undefined) for (let i = 0; i < values.length; i++) values[i]! *= factors[i % columns]!;
    return { values, scales: rowScales(values, rows, columns) };
  };
  return {
    values: {
      name: `${weight.name}.int8`,
      type: 'int8',
      dims: [columns, rows],
      bytes: async () => {
        const { values, scales } = await read();
        return bytesOf(transpose(quantise(values, scales, columns), rows, columns));
      },
    },
    scales: {
      name: `${weight.name}.scales`,
      type: 'float32',
      dims: [rows],
      bytes: async () => bytesOf((await read()).scales),
    },
  };
}

/** Value of one step per output row. */
function rowScales(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    let widest = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) widest = Math.max(widest, Math.abs(values[i]!));
    return widest / largest || 1;
  });
}

/** A convolution's kernel (O, I, k, k) as int8 with a scale per output channel, its bias in steps of the products. */
export function quantisedKernel(
  kernel: Weight,
  bias: Weight,
  inputScale: number,
): Readonly<Record<'kernel' | 'kernelScales' | 'bias' | 'biasScales', StoredWeight>> {
  const [outer, ...rest] = kernel.shape as [number, ...number[]];
  const each = rest.reduce((product, length) => product * length, 1);
  const read = async () => {
    const values = await kernel.data();
    return { values, scales: rowScales(values, outer, each) };
  };
  const biasScales = async () => (await read()).scales.map((scale) => scale * inputScale);
  const stored = (
    suffix: string,
    type: StoredWeight['type'],
    dims: readonly number[],
    bytes: StoredWeight['bytes'],
  ) => ({
    name: `${kernel.name}.${suffix}`,
    type,
    dims,
    bytes,
  });
  return {
    kernel: stored('int8', 'int8', kernel.shape, async () => {
      const { values, scales } = await read();
      return bytesOf(quantise(values, scales, each));
    }),
    kernelScales: stored('scales', 'float32', [outer], async () => bytesOf((await read()).scales)),
    bias: stored('bias-int32', 'int32', [outer], async () => {
      const [values, scales] = await Promise.all([bias.data(), biasScales()]);
      return bytesOf(Int32Array.from(values, (value, i) => Math.round(value / scales[i]!)));
    }),
    biasScales: stored('bias-scales', 'float32', [outer], async () => bytesOf(await biasScales())),
  };
}

function quantise(values: Float32Array, scales: Float32Array, columns: number): Int8Array {
  return Int8Array.from(values, (value, i) => Math.round(value / scales[Math.floor(i / columns)]!));
}
