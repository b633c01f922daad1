import type { Value } from '../../core/graph/graph.ts';
import type { GraphBuilder } from '../../core/graph/graph-builder.ts';
import type { Layers } from '../../core/towers/layers.ts';
import type { EncoderConfiguration } from './configuration.ts';

/** The layers that both towers are built of, over the weights of one checkpoint. */
export class Encoder {
  readonly #graph: GraphBuilder;
  readonly #layers: Layers;
  readonly #configuration: EncoderConfiguration;

  constructor(graph: GraphBuilder, layers: Layers, configuration: EncoderConfiguration) {
    this.#graph = graph;
    this.#layers = layers;
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
    const normalised = this.#layers.layerNorm(x, `${name}.layer_norm1`);
    const part = (input: Value, role: string) =>
      this.#layers.linear(input, `${name}.self_attn.${role}_proj`, width);
    const q = part(kept(normalised), 'q');
    const context = graph.attention(q, part(normalised, 'k'), part(normalised, 'v'), { heads });
    const residual = graph.add(kept(x), part(context, 'out'));
    return graph.add(
      residual,
      this.mlp(this.#layers.layerNorm(residual, `${name}.layer_norm2`), `${name}.mlp`),
    );
  }

  /** `SiglipMLP`. */
  mlp(x: Value, name: string): Value {
    const { width, intermediateWidth } = this.#configuration;
    const hidden = this.#graph.geluTanh(this.#layers.linear(x, `${name}.fc1`, intermediateWidth));
    return this.#layers.linear(hidden, `${name}.fc2`, width);
  }
}
