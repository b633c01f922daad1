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

  /** `torch.nn.LayerNorm` over the last axis. */
  layerNorm(x: Value, name: string): Value {
    const shape = [widthOf(x)];
    const [gain, bias] = [this.weight(`${name}.weight`, shape), this.weight(`${name}.bias`, shape)];
    return this.#graph.layerNorm(x, gain, bias, this.#layerNormEpsilon);
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
