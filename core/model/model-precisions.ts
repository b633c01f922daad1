import type { ModelManifest, Precision, PrecisionVariant } from './manifest.ts';

/** One precision of a model, for whoever lists them. */
export interface ModelPrecision {
  readonly precision: Precision;
  /** Bytes of both towers on disk. */
  readonly sizeBytes: number;
  readonly parity: NonNullable<PrecisionVariant['parity']> | null;
}

/** Precisions of a model, the reference first. */
export function modelPrecisions({ precisions }: ModelManifest): readonly ModelPrecision[] {
  return Object.entries(precisions).map(([precision, { files, parity }]) => ({
    precision: precision as Precision,
    sizeBytes: Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    parity: parity ?? null,
  }));
}
