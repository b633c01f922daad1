import type { Graph, Node, Weight } from '../../core/graph/graph.ts';

/**
 * Biases of the linear layers that make queries, keys and values: the attention adds them while it lays its inputs out by heads,
 * which saves a pass over each.
 */
export class AttentionBiases {
  /** By the name of the attention: linear layers of q, k and v. */
  readonly #sources = new Map<string, readonly Node[]>();
  readonly #linears = new Set<Node>();

  constructor(graph: Graph) {
    const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map(({ name }) => [name, node])));
    const uses = countUses(graph);
    for (const node of graph.nodes.filter(({ operation }) => operation.kind === 'attention')) {
      const sources = node.inputs.slice(0, 3).map(({ name }) => producers.get(name));
      const biased = sources.filter(isBiased);
      if (!biased.every(({ outputs: [output] }) => uses.get(output!.name) === 1) || biased.length < 3)
        continue;
      this.#sources.set(node.name, biased);
      for (const source of biased) this.#linears.add(source);
    }
  }

  /** Whether an attention adds the bias of this linear layer. */
  takesFrom(linear: Node): boolean {
    return this.#linears.has(linear);
  }

  /** The three biases of an attention, one after another; undefined where its inputs have theirs already. */
  of(attention: Node): Weight | undefined {
    const biases = this.#sources.get(attention.name)?.map(({ inputs }) => inputs[2] as Weight);
    return biases === undefined ? undefined : concatenated(`${attention.name}.bias`, biases);
  }
}

function countUses({ nodes, outputs }: Graph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { name } of [...nodes.flatMap(({ inputs }) => inputs), ...outputs])
    uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

function isBiased(node: Node | undefined): node is Node {
  return node?.operation.kind === 'linear' && node.inputs.length === 3;
}

function concatenated(name: string, vectors: readonly Weight[]): Weight {
  return {
    name,
    type: 'float32',
    shape: [vectors.reduce((sum, { shape }) => sum + shape[0]!, 0)],
    data: async () => {
      const parts = await Promise.all(vectors.map(({ data }) => data()));
      return Float32Array.from(parts.flatMap((part) => [...part]));
    },
  };
}
