import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Value } from '../../core/graph/graph.ts';
import type { FeatureRows } from '../../core/ports/product-search.ts';
import type { Tensors } from './inference-protocol.ts';
import type { OnnxEmitter } from './onnx-emitter.ts';
import { OnnxSession } from './onnx-session.ts';
import { writeOnnxFile } from './write-onnx-file.ts';

/** What is made of the products of two blocks of vectors. */
export interface ProductGraph {
  /** Has a node that gives `products` (queries, candidates), see {@link pushProducts}. */
  readonly lowered: OnnxEmitter;
  /** Besides `queries` and `candidates`. */
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

const blocks: readonly Value[] = [
  { name: 'queries', type: 'float32', shape: ['query', 'width'] },
  { name: 'candidates', type: 'float32', shape: ['candidate', 'width'] },
];

/** A session with a graph of products, whose file lasts as long as the session. */
export class ProductSession {
  readonly #session: OnnxSession;
  readonly #folder: string;

  private constructor(session: OnnxSession, folder: string) {
    this.#session = session;
    this.#folder = folder;
  }

  /** `threads`: of one run. */
  static async open({ lowered, inputs, outputs }: ProductGraph, threads: number): Promise<ProductSession> {
    const folder = await mkdtemp(join(tmpdir(), 'tuwen-product-'));
    try {
      const named = { name: 'products', inputs: [...blocks, ...inputs], outputs };
      const { graph } = await writeOnnxFile({ name: 'products', graph: named, lowered, folder });
      const modelPath = join(folder, graph.name);
      return new ProductSession(await OnnxSession.open({ modelPath, provider: 'cpu', threads }), folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  run(queries: FeatureRows, candidates: FeatureRows, others: Tensors): Promise<Tensors> {
    return this.#session.run({ queries: tensor(queries), candidates: tensor(candidates), ...others });
  }

  async close(): Promise<void> {
    await this.#session.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** queries (Q, D), candidates (C, D) → products (Q, C). */
export function pushProducts(lowered: OnnxEmitter): void {
  lowered.push('Gemm', 'products', ['queries', 'candidates'], ['products'], { transB: 1 });
}

function tensor({ count, dimension, values }: FeatureRows) {
  return { type: 'float32', dims: [count, dimension], data: values } as const;
}
