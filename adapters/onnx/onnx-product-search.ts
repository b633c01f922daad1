import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Value } from '../../core/graph/graph.ts';
import type { BestRows, FeatureRows, ProductSearch } from '../../core/ports/product-search.ts';
import { OnnxEmitter } from './onnx-emitter.ts';
import { dataType } from './onnx-proto.ts';
import { OnnxSession } from './onnx-session.ts';
import { writeOnnxFile } from './write-onnx-file.ts';

/** Products and their selection in one graph, so that only the best leave the runtime. */
export class OnnxProductSearch implements ProductSearch {
  readonly #session: OnnxSession;
  readonly #folder: string;

  private constructor(session: OnnxSession, folder: string) {
    this.#session = session;
    this.#folder = folder;
  }

  /** `threads`: of one run. */
  static async open(threads: number): Promise<OnnxProductSearch> {
    const folder = await mkdtemp(join(tmpdir(), 'tuwen-product-'));
    try {
      const { graph } = await writeOnnxFile({ ...productGraph(), folder });
      const modelPath = join(folder, graph.name);
      return new OnnxProductSearch(await OnnxSession.open({ modelPath, provider: 'cpu', threads }), folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async best(queries: FeatureRows, candidates: FeatureRows, k: number): Promise<BestRows> {
    const outputs = await this.#session.run({
      queries: tensor(queries),
      candidates: tensor(candidates),
      k: { type: 'int32', dims: [1], data: Int32Array.of(k) },
    });
    return { scores: outputs['scores']!.data as Float32Array, rows: outputs['rows']!.data as Int32Array };
  }

  async close(): Promise<void> {
    await this.#session.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function tensor({ count, dimension, values }: FeatureRows) {
  return { type: 'float32', dims: [count, dimension], data: values } as const;
}

/** queries (Q, D), candidates (C, D), k → scores and rows (Q, k); ties by the lower row, as ONNX's TopK has them. */
function productGraph() {
  const lowered = new OnnxEmitter();
  lowered.push('Cast', 'wide-k', ['k'], ['wide-k'], { to: dataType.int64 });
  lowered.push('Gemm', 'products', ['queries', 'candidates'], ['products'], { transB: 1 });
  lowered.push('TopK', 'best', ['products', 'wide-k'], ['scores', 'wide-rows'], {
    axis: 1,
    largest: 1,
    sorted: 1,
  });
  lowered.push('Cast', 'rows', ['wide-rows'], ['rows'], { to: dataType.int32 });
  const inputs: readonly Value[] = [
    { name: 'queries', type: 'float32', shape: ['query', 'width'] },
    { name: 'candidates', type: 'float32', shape: ['candidate', 'width'] },
    { name: 'k', type: 'int32', shape: [1] },
  ];
  const outputs: readonly Value[] = [
    { name: 'scores', type: 'float32', shape: ['query', 'best'] },
    { name: 'rows', type: 'int32', shape: ['query', 'best'] },
  ];
  return { name: 'products', graph: { name: 'products', inputs, outputs }, lowered };
}
