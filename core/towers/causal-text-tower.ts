import type { Graph, Value } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { StateDict } from '../model/state-dict.ts';
import { Layers } from './layers.ts';

/** Shape of a causal text transformer (`CLIP` of OpenAI's clip/model.py, `TextTransformer` of OpenCLIP). */
export interface CausalTextConfiguration {
  readonly vocabularySize: number;
  readonly positions: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly embeddingDimension: number;
  readonly activation: 'quick-gelu' | 'gelu';
}

/** What the weights tell of the configuration: all but heads and activation. */
export function causalTextShape(state: StateDict): Omit<CausalTextConfiguration, 'heads' | 'activation'> {
  const [vocabularySize = 0, width = 0] = state.shapeOf('token_embedding.weight');
  const [positions = 0] = state.shapeOf('positional_embedding');
  const [, embeddingDimension = 0] = state.shapeOf('text_projection');
  const layers = state.countLayers((i) => `transformer.resblocks.${i}.ln_1.weight`);
  return { vocabularySize, positions, width, layers, embeddingDimension };
}

/**
 * `CLIP.encode_text` of OpenAI's clip/model.py: `ids` int32 (batch, length) → `features` (batch, dimension), read where
 * the largest id, the end of text, first stands. No place sees what is behind it, so rows may be filled up with any id
 * that is not larger, and cut to the longest of their batch.
 */
export function causalTextTower(state: StateDict, configuration: CausalTextConfiguration): Graph {
  const graph = new GraphBuilder('text');
  const ids = graph.input('ids', 'int32', ['batch', 'length']);
  graph.output('features', new CausalTextTower(graph, state, configuration).features(ids));
  return graph.build();
}

class CausalTextTower {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #layers: Layers;
  readonly #configuration: CausalTextConfiguration;

  constructor(graph: GraphBuilder, state: StateDict, configuration: CausalTextConfiguration) {
    this.#graph = graph;
    this.#state = state;
    this.#configuration = configuration;
    this.#layers = new Layers(graph, state);
  }

  features(ids: Value): Value {
    const graph = this.#graph;
    const { vocabularySize, positions, width, layers, embeddingDimension } = this.#configuration;
    const words = graph.embedding(
      this.#layers.weight('token_embedding.weight', [vocabularySize, width]),
      ids,
    );
    const table = this.#layers.weight('positional_embedding', [positions, width]);
    let x = graph.add(words, graph.rowsLike(table, ids, 1)); // (batch, length, width)
    for (let i = 0; i < layers; i++) x = this.#block(x, `transformer.resblocks.${i}`);
    const pooled = this.#layers.layerNorm(graph.rowAtLargest(x, ids), 'ln_final'); // (batch, width)
    return graph.project(pooled, this.#layers.weight('text_projection', [width, embeddingDimension]));
  }

  /** `ResidualAttentionBlock`. */
  #block(x: Value, name: string): Value {
    const graph = this.#graph;
    const { width, activation } = this.#configuration;
    const residual = graph.add(x, this.#attention(x, name));
    const normalised = this.#layers.layerNorm(residual, `${name}.ln_2`);
    const [inner = 0] = this.#state.shapeOf(`${name}.mlp.c_fc.weight`);
    const widened = this.#layers.linear(normalised, `${name}.mlp.c_fc`, inner);
    const hidden = activation === 'gelu' ? graph.gelu(widened) : graph.quickGelu(widened);
    return graph.add(residual, this.#layers.linear(hidden, `${name}.mlp.c_proj`, width));
  }

  #attention(x: Value, name: string): Value {
    const graph = this.#graph;
    const { width, heads } = this.#configuration;
    const normalised = this.#layers.layerNorm(x, `${name}.ln_1`);
    const [q, k, v] = [0, 1, 2].map((part) => this.#layers.inProjection(normalised, `${name}.attn`, part));
    return this.#layers.linear(
      graph.attention(q!, k!, v!, { heads, causal: true }),
      `${name}.attn.out_proj`,
      width,
    );
  }
}
