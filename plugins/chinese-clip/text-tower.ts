import type { Graph } from '../../core/graph/graph.ts';
import { GraphBuilder } from '../../core/graph/graph-builder.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import { type BertConfiguration, bertClassToken } from '../../core/towers/bert.ts';

/**
 * `BertModel` of cn_clip/clip/modeling_bert.py followed by the text projection of `CLIP.encode_text`:
 * `ids` int32 (batch, length) → `features` (batch, dimension).
 */
export function textTower(
  state: StateDict,
  configuration: BertConfiguration,
  { dimension, padId }: { readonly dimension: number; readonly padId: number },
): Graph {
  const graph = new GraphBuilder('text');
  const ids = graph.input('ids', 'int32', ['batch', 'length']);
  const pooled = bertClassToken(graph, state, configuration, { ids, padId });
  const shape = [configuration.width, dimension];
  const projection = graph.weight('text_projection', shape, state.take('text_projection', shape).data);
  graph.output('features', graph.project(pooled, projection));
  return graph.build();
}
