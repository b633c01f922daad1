import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Graph, Value } from '../../core/graph/graph.ts';
import type { PixelBatch } from '../../core/ports/encoder.ts';
import { calibratedValues, type ValueRanges } from './int8-convolutions.ts';
import { lowerGraph } from './lower-graph.ts';
import { OnnxSession } from './onnx-session.ts';
import { writeOnnxFile } from './write-onnx-file.ts';

/** Pictures of one run. */
const batchSize = 8;

/**
 * Runs a float32 tower over pictures and notes the smallest and the largest element of every value that its int8 form
 * rounds. Empty for a tower without convolutions. Writes into `folder` and removes what it wrote.
 */
export async function measureRanges(
  graph: Graph,
  folder: string,
  calibration: () => Promise<PixelBatch>,
): Promise<ValueRanges> {
  const ranges = new Map<string, [number, number]>();
  const values = calibratedValues(graph);
  if (values.length === 0) return ranges;
  const files = await writeTapped(graph, folder, values);
  const modelPath = join(folder, files.graph.name);
  const session = await OnnxSession.open({ modelPath, provider: 'cpu', threads: availableParallelism() });
  try {
    for (const batch of batches(await calibration())) await widen(ranges, session, values, batch);
    return ranges;
  } finally {
    await session.close();
    for (const { name } of Object.values(files)) await rm(join(folder, name), { force: true });
  }
}

/** The graph with the extremes of some values as its outputs. */
function writeTapped(graph: Graph, folder: string, values: readonly Value[]) {
  const lowered = lowerGraph(graph);
  const outputs = values.flatMap(({ name }) =>
    (['minimum', 'maximum'] as const).map((extreme): Value => {
      const tap = `${name}.${extreme}`;
      lowered.push(extreme === 'minimum' ? 'ReduceMin' : 'ReduceMax', tap, [name], [tap], { keepdims: 0 });
      return { name: tap, type: 'float32', shape: [] };
    }),
  );
  const name = `${graph.name}.calibration`;
  return writeOnnxFile({ name, folder, graph: { ...graph, outputs }, lowered });
}

async function widen(
  ranges: Map<string, [number, number]>,
  session: OnnxSession,
  values: readonly Value[],
  { count, size, pixels }: PixelBatch,
): Promise<void> {
  const feeds = { pixels: { type: 'uint8', dims: [count, size, size, 3], data: pixels } } as const;
  const outputs = await session.run(feeds);
  for (const { name } of values) {
    const [low, high] = ranges.get(name) ?? [0, 0];
    const [minimum, maximum] = [outputs[`${name}.minimum`], outputs[`${name}.maximum`]];
    ranges.set(name, [Math.min(low, Number(minimum!.data[0])), Math.max(high, Number(maximum!.data[0]))]);
  }
}

function* batches({ count, size, pixels }: PixelBatch): Generator<PixelBatch> {
  const each = size * size * 3;
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(start + batchSize, count);
    yield { count: end - start, size, pixels: pixels.slice(start * each, end * each) };
  }
}
