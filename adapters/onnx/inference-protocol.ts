/** One tensor on its way into or out of a session. */
export type TensorData =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int32'; readonly dims: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'uint8'; readonly dims: readonly number[]; readonly data: Uint8Array };

export type Tensors = Readonly<Record<string, TensorData>>;

/** What a session worker is started with. */
export interface SessionSettings {
  readonly modelPath: string;
  readonly provider: string;
  /** Threads of one run. */
  readonly threads: number;
}

export interface RunRequest {
  readonly id: number;
  readonly feeds: Tensors;
}

/** First message of a worker, then one for each request. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'result'; readonly id: number; readonly outputs: Tensors }
  | { readonly kind: 'error'; readonly id: number; readonly reason: string };
