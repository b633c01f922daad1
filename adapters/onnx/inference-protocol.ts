/** One tensor on its way into or out of a session. */
export type TensorData =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int32'; readonly dims: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'uint8'; readonly dims: readonly number[]; readonly data: Uint8Array };

export type Tensors = Readonly<Record<string, TensorData>>;

/** What a session's process is started with: its only argument, as JSON. */
export interface SessionSettings {
  readonly modelPath: string;
  readonly provider: string;
  /** Threads of one run. */
  readonly threads: number;
  /** Weights stay as the file has them: opens in a fraction of the time, and runs up to twice as long. */
  readonly unpacked?: boolean;
  /** For providers that run on one. */
  readonly gpu?: GpuSettings;
}

export interface GpuSettings {
  /** Which one, from 0. */
  readonly device: number;
  /** Where a provider may keep what it has prepared. */
  readonly cacheFolder: string;
}

/** A run that is asked for; its tensors are the feeds. */
export interface RunRequest {
  readonly id: number;
}

/** First message of a session's process, then one for each request; the tensors of a result are the outputs. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'result';
      readonly id: number;
      /** When it was computed, in milliseconds since 1970. */
      readonly startedAt: number;
      readonly endedAt: number;
    }
  | { readonly kind: 'error'; readonly id: number; readonly reason: string };

/** File descriptor of the socket in the session's process. */
export const channelDescriptor = 3;
