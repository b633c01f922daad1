import type { Value } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';
import type { StateDict } from '../model/state-dict.ts';
import { Layers } from './layers.ts';

/** Shape of a BERT text encoder (cn_clip/clip/configuration_bert.py, Hugging Face's `BertConfig`). */
export interface BertConfiguration {
  readonly vocabularySize: number;
  readonly positions: number;
  readonly tokenTypes: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateWidth: number;
}

/** What the weights under `bert.` tell of the configuration: all but the heads. */
export function bertShape(state: StateDict): Omit<BertConfiguration, 'heads'> {
  const [vocabularySize = 0, width = 0] = state.shapeOf('bert.embeddings.word_embeddings.weight');
  const [positions = 0] = state.shapeOf('bert.embeddings.position_embeddings.weight');
  const [tokenTypes = 0] = state.shapeOf('bert.embeddings.token_type_embeddings.weight');
  const [intermediateWidth = 0] = state.shapeOf('bert.encoder.layer.0.intermediate.dense.weight');
  const layers = state.countLayers((i) => `bert.encoder.layer.${i}.intermediate.dense.weight`);
  return { vocabularySize, positions, tokenTypes, width, layers, intermediateWidth };
}

/** `layer_norm_eps` of cn_clip/clip/configuration_bert.py. */
const layerNormEpsilon = 1e-12;

/**
 * `BertModel` of cn_clip/clip/modeling_bert.py, which is Hugging Face's: `ids` int32 (batch, length) → the last hidden
 * state of [CLS] (batch, width). Padding is masked, so rows may be cut to the longest of their batch. In the last layer
 * only [CLS] is computed, because nothing else is read.
 */
export function bertClassToken(
  graph: GraphBuilder,
  state: StateDict,
  configuration: BertConfiguration,
  { ids, padId }: { readonly ids: Value; readonly padId: number },
): Value {
  return new Bert(graph, state, configuration).classToken(ids, padId);
}

class Bert {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #layers: Layers;
  readonly #configuration: BertConfiguration;

  constructor(graph: GraphBuilder, state: StateDict, configuration: BertConfiguration) {
    this.#graph = graph;
    this.#state = state;
    this.#configuration = configuration;
    this.#layers = new Layers(graph, state, layerNormEpsilon);
  }

  classToken(ids: Value, padId: number): Value {
    const { layers, width } = this.#configuration;
    const mask = this.#graph.notEqual(ids, padId);
    let x = this.#embeddings(ids);
    for (let i = 0; i < layers; i++) x = this.#layer(x, mask, `bert.encoder.layer.${i}`, i === layers - 1);
    return this.#graph.reshape(x, ['batch', width]);
  }

  /** Word + position + token type 0, normalised: (batch, length, width). */
  #embeddings(ids: Value): Value {
    const graph = this.#graph;
    const { vocabularySize, positions, tokenTypes, width } = this.#configuration;
    const words = graph.embedding(
      this.#layers.weight('bert.embeddings.word_embeddings.weight', [vocabularySize, width]),
      ids,
    );
    const table = this.#layers.weight('bert.embeddings.position_embeddings.weight', [positions, width]);
    const types = this.#state.take('bert.embeddings.token_type_embeddings.weight', [tokenTypes, width]);
    const type = graph.weight('bert.embeddings.token_type_0', [width], async () =>
      (await types.data()).slice(0, width),
    );
    const sum = graph.add(graph.add(words, graph.rowsLike(table, ids, 1)), type);
    return this.#layers.layerNorm(sum, 'bert.embeddings.LayerNorm');
  }

  /** `BertLayer`: attention and feed-forward, each followed by its residual and LayerNorm. */
  #layer(x: Value, mask: Value, name: string, isLast: boolean): Value {
    const graph = this.#graph;
    const { heads, width, intermediateWidth } = this.#configuration;
    const kept = isLast ? graph.slice(x, { axis: 1, start: 0, end: 1 }) : x;
    const part = (input: Value, role: string) =>
      this.#layers.linear(input, `${name}.attention.self.${role}`, width);
    const context = graph.attention(part(kept, 'query'), part(x, 'key'), part(x, 'value'), { heads, mask });
    const attended = graph.add(this.#layers.linear(context, `${name}.attention.output.dense`, width), kept);
    const normalised = this.#layers.layerNorm(attended, `${name}.attention.output.LayerNorm`);
    const hidden = graph.gelu(
      this.#layers.linear(normalised, `${name}.intermediate.dense`, intermediateWidth),
    );
    const output = graph.add(this.#layers.linear(hidden, `${name}.output.dense`, width), normalised);
    return this.#layers.layerNorm(output, `${name}.output.LayerNorm`);
  }
}
