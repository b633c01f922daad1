import type { Graph } from '../../core/graph/graph.ts';
import { GraphBuilder } from '../../core/graph/graph-builder.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import { Layers } from '../../core/towers/layers.ts';
import type { TextConfiguration } from './configuration.ts';
import { Encoder } from './encoder.ts';

/**
 * `SiglipTextTransformer` of transformers' siglip/modeling_siglip.py: `ids` int32 (batch, positions), padded and without
 * a mask, as it was trained → `features` (batch, dimension), those of the last token.
 */
export function textTower(state: StateDict, configuration: TextConfiguration): Graph {
  const { vocabularySize, positions, width, dimension } = configuration;
  const graph = new GraphBuilder('text');
  const layers = new Layers(graph, state, configuration.layerNormEpsilon);
  const encoder = new Encoder(graph, layers, configuration);
  const ids = graph.input('ids', 'int32', ['batch', positions]);
  const words = layers.weight('text_model.embeddings.token_embedding.weight', [vocabularySize, width]);
  const places = layers.weight('text_model.embeddings.position_embedding.weight', [positions, width]);
  const embedded = graph.add(graph.embedding(words, ids), places);
  const last = encoder.run(embedded, 'text_model.encoder', (all) =>
    graph.slice(all, { axis: 1, start: positions - 1, end: positions }),
  );
  const pooled = graph.reshape(layers.layerNorm(last, 'text_model.final_layer_norm'), ['batch', width]);
  graph.output('features', layers.linear(pooled, 'text_model.head', dimension));
  return graph.build();
}
