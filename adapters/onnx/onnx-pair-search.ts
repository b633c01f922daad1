import type { FeatureRows, NearRows, PairSearch } from '../../core/ports/product-search.ts';
import { OnnxEmitter } from './onnx-emitter.ts';
import { dataType } from './onnx-proto.ts';
import { type ProductGraph, ProductSession, pushProducts } from './product-session.ts';

/** Products and their comparison in one graph, so that only what is near leaves the runtime. */
export class OnnxPairSearch implements PairSearch {
  readonly #session: ProductSession;

  private constructor(session: ProductSession) {
    this.#session = session;
  }

  /** `threads`: of one run. */
  static async open(threads: number): Promise<OnnxPairSearch> {
    return new OnnxPairSearch(await ProductSession.open(pairGraph(), threads));
  }

  async near(
    queries: FeatureRows,
    candidates: FeatureRows,
    { above, skip, limit }: { readonly above: number; readonly skip: number; readonly limit: number },
  ): Promise<NearRows> {
    const outputs = await this.#session.run(queries, candidates, {
      above: { type: 'float32', dims: [1], data: Float32Array.of(above) },
      from: { type: 'int32', dims: [1], data: Int32Array.of(skip) },
      until: { type: 'int32', dims: [1], data: Int32Array.of(skip + limit) },
    });
    return { rows: outputs['rows']!.data as Int32Array, scores: outputs['scores']!.data as Float32Array };
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** above, from, until → rows (pairs, 2) and scores (pairs). */
function pairGraph(): ProductGraph {
  const lowered = new OnnxEmitter();
  pushProducts(lowered);
  lowered.push('Greater', 'near', ['products', 'above'], ['near']);
  lowered.push('NonZero', 'places', ['near'], ['places']);
  lowered.push('Slice', 'some', ['places', 'from', 'until', columns(lowered)], ['some']);
  lowered.push('Transpose', 'wide-rows', ['some'], ['wide-rows'], { perm: [1, 0] });
  lowered.push('GatherND', 'scores', ['products', 'wide-rows'], ['scores']);
  lowered.push('Cast', 'rows', ['wide-rows'], ['rows'], { to: dataType.int32 });
  return {
    lowered,
    inputs: [
      { name: 'above', type: 'float32', shape: [1] },
      { name: 'from', type: 'int32', shape: [1] },
      { name: 'until', type: 'int32', shape: [1] },
    ],
    outputs: [
      { name: 'rows', type: 'int32', shape: ['pair', 2] },
      { name: 'scores', type: 'float32', shape: ['pair'] },
    ],
  };
}

/** Axis of the pairs in the output of NonZero (2, pairs). */
function columns(lowered: OnnxEmitter): string {
  return lowered.constant('columns', [1], dataType.int32, Int32Array.of(1));
}
