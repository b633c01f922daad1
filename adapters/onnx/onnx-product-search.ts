import type { BestRows, FeatureRows, ProductSearch } from '../../core/ports/product-search.ts';
import { OnnxEmitter } from './onnx-emitter.ts';
import { dataType } from './onnx-proto.ts';
import { type ProductGraph, ProductSession, pushProducts } from './product-session.ts';

/** Products and their selection in one graph, so that only the best leave the runtime. */
export class OnnxProductSearch implements ProductSearch {
  readonly #session: ProductSession;

  private constructor(session: ProductSession) {
    this.#session = session;
  }

  /** `threads`: of one run. */
  static async open(threads: number): Promise<OnnxProductSearch> {
    return new OnnxProductSearch(await ProductSession.open(bestGraph(), threads));
  }

  async best(queries: FeatureRows, candidates: FeatureRows, k: number): Promise<BestRows> {
    const outputs = await this.#session.run(queries, candidates, {
      k: { type: 'int32', dims: [1], data: Int32Array.of(k) },
    });
    return { scores: outputs['scores']!.data as Float32Array, rows: outputs['rows']!.data as Int32Array };
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** k → scores and rows (Q, k); ties by the lower row, as ONNX's TopK has them. */
function bestGraph(): ProductGraph {
  const lowered = new OnnxEmitter();
  lowered.push('Cast', 'wide-k', ['k'], ['wide-k'], { to: dataType.int64 });
  pushProducts(lowered);
  lowered.push('TopK', 'best', ['products', 'wide-k'], ['scores', 'wide-rows'], {
    axis: 1,
    largest: 1,
    sorted: 1,
  });
  lowered.push('Cast', 'rows', ['wide-rows'], ['rows'], { to: dataType.int32 });
  return {
    lowered,
    inputs: [{ name: 'k', type: 'int32', shape: [1] }],
    outputs: [
      { name: 'scores', type: 'float32', shape: ['query', 'best'] },
      { name: 'rows', type: 'int32', shape: ['query', 'best'] },
    ],
  };
}
