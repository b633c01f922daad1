import type { GraphProto, NodeProto } from './onnx-proto.ts';

/** Graphs in the attributes of a node (`If`, `Loop`, `Scan`). */
export function innerGraphs({ attribute = [] }: NodeProto): readonly GraphProto[] {
  return attribute.flatMap(({ g, graphs = [] }) => (g ? [g, ...graphs] : graphs));
}
