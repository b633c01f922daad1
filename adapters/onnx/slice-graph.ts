import { DomainError } from '../../core/errors.ts';
import { asDomainError, unreadable } from '../checkpoints/checkpoint-fault.ts';
import { checkOperators } from './check-operators.ts';
import { innerGraphs } from './inner-graphs.ts';
import { isConstant, type OnnxModel } from './onnx-model-reader.ts';
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from './onnx-proto.ts';

/** What one output of a graph depends on. */
export interface GraphSlice {
  readonly nodes: readonly NodeProto[];
  /** Weights and constants by name; large constants that were nodes are among them. */
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Without those that only give an initializer its name. */
  readonly inputs: readonly ValueInfoProto[];
  readonly output: ValueInfoProto;
}

/**
 * @throws DomainError CHECKPOINT_MISMATCH when there is no such output or a node is of an unknown kind,
 *   CHECKPOINT_UNREADABLE when the graph does not hold together
 */
export function sliceGraph(model: OnnxModel, outputName: string): GraphSlice {
  const { graph, functions = [] } = model.proto;
  const output = graph.output.find(({ name }) => name === outputName);
  if (output === undefined) throw withoutOutput(model, outputName);
  try {
    const slice = new Slice(graph).from(outputName);
    checkOperators(model.fileName, slice.nodes, functions);
    return { ...largeConstantsAside(slice, model), output };
  } catch (error) {
    throw asDomainError(model.fileName, error);
  }
}

class Slice {
  readonly #graph: GraphProto;
  readonly #producers = new Map<string, NodeProto>();
  readonly #initializers: ReadonlyMap<string, TensorProto>;
  readonly #inputs: ReadonlyMap<string, ValueInfoProto>;

  constructor(graph: GraphProto) {
    this.#graph = graph;
    this.#initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    this.#inputs = new Map(graph.input.map((input) => [input.name, input]));
    for (const node of graph.node) {
      for (const name of node.output.filter((each) => each !== '')) {
        if (this.#producers.has(name)) throw unreadable(`two nodes of it give ${name}`);
        this.#producers.set(name, node);
      }
    }
  }

  from(output: string): Omit<GraphSlice, 'output'> {
    const wanted = new Set([output]);
    const nodes = new Set<NodeProto>();
    // A set gives what is added to it while it is gone through.
    for (const name of wanted) {
      const node = this.#producers.get(name);
      if (node === undefined) this.#requireGiven(name);
      else if (!nodes.has(node)) {
        nodes.add(node);
        for (const input of namesRead(node)) wanted.add(input);
      }
    }
    return {
      nodes: this.#graph.node.filter((node) => nodes.has(node)),
      initializers: new Map([...this.#initializers].filter(([name]) => wanted.has(name))),
      inputs: [...this.#inputs.values()].filter(
        ({ name }) => wanted.has(name) && !this.#initializers.has(name),
      ),
    };
  }

  #requireGiven(name: string): void {
    if (this.#initializers.has(name) || this.#inputs.has(name)) return;
    throw unreadable(`a node of it reads ${name}, which nothing gives`);
  }
}

/** Values that a node takes from the graph around it, also in its inner graphs. */
function namesRead(node: NodeProto): readonly string[] {
  const inner = innerGraphs(node).flatMap((graph) => {
    const own = new Set([
      ...graph.input.map(({ name }) => name),
      ...graph.initializer.map(({ name }) => name),
      ...graph.node.flatMap(({ output }) => output),
    ]);
    const read = [...graph.node.flatMap(namesRead), ...graph.output.map(({ name }) => name)];
    return read.filter((name) => !own.has(name));
  });
  return [...node.input, ...inner].filter((name) => name !== '');
}

/** Constants whose data stands in a file become initializers, which may have it outside the graph. */
function largeConstantsAside(
  { nodes, initializers, inputs }: Omit<GraphSlice, 'output'>,
  { ranges }: OnnxModel,
): Omit<GraphSlice, 'output'> {
  const isLarge = (node: NodeProto) => isConstant(node) && ranges.has(node.attribute![0]!.t!);
  const constants = nodes
    .filter(isLarge)
    .map(({ output, attribute }) => [output[0]!, attribute![0]!.t!] as const);
  return {
    nodes: nodes.filter((node) => !isLarge(node)),
    initializers: new Map([...initializers, ...constants]),
    inputs,
  };
}

function withoutOutput({ fileName, proto }: OnnxModel, name: string): DomainError {
  const names = proto.graph.output.map((output) => output.name);
  return new DomainError('CHECKPOINT_MISMATCH', `${fileName} has no output ${name}.`, {
    remedy: `It has: ${names.slice(0, 10).join(', ')}.`,
    details: { names: names.slice(0, 50) },
  });
}
