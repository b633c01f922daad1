import type { Graph, Value } from '../../core/graph/graph.ts';
import { GraphBuilder } from '../../core/graph/graph-builder.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import { type BertConfiguration, bertClassToken } from '../../core/towers/bert.ts';

/**
 * Logits of `BertForSequenceClassification` (transformers), or without a classifier the pooled output of `BertModel`,
 * which Taiyi takes for features: `ids` int32 (batch, length) → `features` (batch, dimension). Padding is masked, which
 * the original leaves out: a text has the features that the original gives it alone, whatever its batch.
 */
export function textTower(
  state: StateDict,
  configuration: BertConfiguration,
  { dimension, padId }: { readonly dimension: number; readonly padId: number },
): Graph {
  const graph = new GraphBuilder('text');
  const { width } = configuration;
  const linear = (x: Value, name: string, outer: number) => {
    const [weight, bias] = [
      state.take(`${name}.weight`, [outer, width]),
      state.take(`${name}.bias`, [outer]),
    ];
    return graph.linear(
      x,
      graph.weight(`${name}.weight`, weight.shape, weight.data),
      graph.weight(`${name}.bias`, bias.shape, bias.data),
    );
  };
  const ids = graph.input('ids', 'int32', ['batch', 'length']);
  const first = bertClassToken(graph, state, configuration, { ids, padId });
  const hasClassifier = state.has('classifier.weight') || state.has('classifier.bias');
  const pooled = graph.tanh(linear(first, 'bert.pooler.dense', hasClassifier ? width : dimension));
  graph.output('features', hasClassifier ? linear(pooled, 'classifier', dimension) : pooled);
  return graph.build();
}
