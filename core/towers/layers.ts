import type { Value, Weight } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';
import type { StateDict } from '../model/state-dict.ts';

/** Layers whose parameters have their names in a state dict as `torch.nn` writes them: `<name>.weight`, `<name>.bias`. */
export class Layers {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #layerNormEpsilon: number;

  /** `layerNormEpsilon`: 1e-5 is that of `torch.nn.LayerNorm`. */
  constructor(graph: GraphBuilder, state: StateDict, layerNormEpsilon = 1e-5) {
    this.#graph = graph;
    this.#state = state;
    this.#layerNormEpsilon = layerNormEpsilon;
  }

  /** `torch.nn.Linear`: x (…, K) → (…, width). */
  linear(x: Value, name: string, width: number): Value {
    const inner = widthOf(x);
    return this.#graph.linear(
      x,
      this.weight(`${name}.weight`, [width, inner]),
      this.weight(`${name}.bias`, [width]),
    );
  }

  /** Query (part 0), key (1) or value (2) of `torch.nn.MultiheadAttention`, which keeps their parameters in one: `in_proj_weight`. */
  inProjection(x: Value, name: string, part: number): Value {
    const width = widthOf(x);
    return this.#graph.linear(
      x,
      this.#rows(`${name}.in_proj_weight`, [3 * width, width], part * width, width),
      this.#rows(`${name}.in_proj_bias`, [3 * width], part * width, width),
    );
  }

  /** `torch.nn.LayerNorm` over the last axis. */
  layerNorm(x: Value, name: string): Value {
    const shape = [widthOf(x)];
    const [gain, bias] = [this.weight(`${name}.weight`, shape), this.weight(`${name}.bias`, shape)];
    return this.#graph.layerNorm(x, gain, bias, this.#layerNormEpsilon);
  }

  /** `count` rows of a parameter, from `start`. */
  #rows(name: string, shape: readonly number[], start: number, count: number): Weight {
    const [, ...row] = shape;
    const size = row.reduce((product, length) => product * length, 1);
    const { data } = this.#state.take(name, shape);
    const cut = async () => (await data()).slice(start * size, (start + count) * size);
    return this.#graph.weight(`${name}.${start / count}`, [count, ...row], cut);
  }

  /** A parameter as it is. @throws DomainError CHECKPOINT_MISMATCH when it is missing or has another shape */
  weight(name: string, shape: readonly number[]): Weight {
    return this.#graph.weight(name, shape, this.#state.take(name, shape).data);
  }
}

function widthOf({ name, shape }: Value): number {
  const width = shape.at(-1);
  if (typeof width === 'number') return width;
  throw new RangeError(`${name} has no fixed width`);
}
