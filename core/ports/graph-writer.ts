import type { Graph } from '../graph/graph.ts';
import type { ModelFile } from '../model/manifest.ts';

/** Turns a tower into files that its runtime loads. */
export interface GraphWriter {
  /** Writes the graph and its weights into a folder, one weight in memory at a time. */
  write(graph: Graph, folder: string): Promise<{ readonly graph: ModelFile; readonly weights: ModelFile }>;
}
