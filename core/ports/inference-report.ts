import type { Precision } from '../model/manifest.ts';

export type ExecutionProvider = 'cpu' | 'cuda' | 'tensorrt';

/** Which execution provider runs a model, and why the ones asked for before it do not. */
export interface InferenceReport {
  readonly provider: ExecutionProvider;
  readonly rejected: readonly { readonly provider: ExecutionProvider; readonly reason: string }[];
}

/** How a loaded model runs. */
export interface ModelRuntime extends InferenceReport {
  readonly precision: Precision;
}
