import type { GraphProto, NodeProto } from './onnx-proto.ts';

/** Name of a value of somebody else's graph in one of ours, where it meets no name of ours. */
export function given(name: string): string {
  return name === '' ? '' : `given/${name}`;
}

/** A node over values of these names, in its inner graphs too. */
export function withGivenNames(node: NodeProto): NodeProto {
  return {
    ...node,
    input: node.input.map(given),
    output: node.output.map(given),
    attribute: (node.attribute ?? []).map(({ g, graphs, ...rest }) => ({
      ...rest,
      ...(g ? { g: graphWithGivenNames(g) } : {}),
      ...(graphs ? { graphs: graphs.map(graphWithGivenNames) } : {}),
    })),
  };
}

function graphWithGivenNames({ name, node, initializer, input, output }: GraphProto): GraphProto {
  const renamed = <T extends { readonly name: string }>(values: readonly T[]) =>
    values.map((value) => ({ ...value, name: given(value.name) }));
  return {
    name,
    node: node.map(withGivenNames),
    initializer: renamed(initializer),
    input: renamed(input),
    output: renamed(output),
  };
}
