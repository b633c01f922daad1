import type { Value, Weight } from '../../core/graph/graph.ts';
import type { GraphBuilder } from '../../core/graph/graph-builder.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import type { EncoderConfiguration } from './configuration.ts';

/** The layers that both towers are built of, over the weights of one checkpoint. */
export class Encoder {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #configuration: EncoderConfiguration;

  constructor(graph: GraphBuilder, state: StateDict, configuration: EncoderConfiguration) {
    this.#graph = graph;
    this.#state = state;
    this.#configuration = configuration;
  }

  /**
   * `SiglipEncoder`: x (batch, tokens, W) → the same, every token reading every other one. `kept` says which tokens are
   * wanted behind the last layer; no other is computed there.
   */
  run(x: Value, name: string, kept = (all: Value): Value => all): Value {
    const { layers } = this.#configuration;
    let hidden = x;
    for (let i = 0; i < layers; i++)
      hidden = this.#layer(hidden, `${name}.layers.${i}`, i === layers - 1 ? kept : (all) => all);
    return hidden;
  }

  /** `SiglipEncoderLayer`: attention and feed-forward, each behind its LayerNorm and with its residual. */
  #layer(x: Value, name: string, kept: (all: Value) => Value): Value {
    const graph = this.#graph;
    const { width, heads } = this.#configuration;
    const normalised = this.layerNorm(x, `${name}.layer_norm1`);
    const part = (input: Value, role: string) => this.linear(input, `${name}.self_attn.${role}_proj`, width);
    const q = part(kept(normalised), 'q');
    const context = graph.attention(q, part(normalised, 'k'), part(normalised, 'v'), { heads });
    const residual = graph.add(kept(x), part(context, 'out'));
    return graph.add(residual, this.mlp(this.layerNorm(residual, `${name}.layer_norm2`), `${name}.mlp`));
  }

  /** `SiglipMLP`. */
  mlp(x: Value, name: string): Value {
    const { width, intermediateWidth } = this.#configuration;
    const hidden = this.#graph.geluTanh(this.linear(x, `${name}.fc1`, intermediateWidth));
    return this.linear(hidden, `${name}.fc2`, width, intermediateWidth);
  }

  linear(x: Value, name: string, width: number, inner = this.#configuration.width): Value {
    return this.#graph.linear(
      x,
      this.weight(`${name}.weight`, [width, inner]),
      this.weight(`${name}.bias`, [width]),
    );
  }

  layerNorm(x: Value, name: string): Value {
    const { width, layerNormEpsilon } = this.#configuration;
    const [gain, bias] = ['weight', 'bias'].map((part) => this.weight(`${name}.${part}`, [width]));
    return this.#graph.layerNorm(x, gain!, bias!, layerNormEpsilon);
  }

  weight(name: string, shape: readonly number[]): Weight {
    return this.#graph.weight(name, shape, this.#state.take(name, shape).data);
  }
}
