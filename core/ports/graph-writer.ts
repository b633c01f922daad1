import type { ModelFile, Precision } from '../model/manifest.ts';
import type { Tower } from '../plugin.ts';
import type { PixelBatch } from './encoder.ts';

/** Files of one written tower. */
export interface WrittenTower {
  readonly graph: ModelFile;
  /** Left out where the graph holds its weights. */
  readonly weights?: ModelFile;
}

export interface WriteOptions {
  /** Default: float32. Towers that are ONNX already stay as they are. */
  readonly precision?: Precision;
  /** int8: gives pictures that ranges of activations are measured with, where a tower needs it. */
  readonly calibration?: () => Promise<PixelBatch>;
  /** Told after every weight: bytes written, and how many there will be. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Turns a tower into files that its runtime loads. */
export interface GraphWriter {
  /** Writes the graph and its weights into a folder, one weight in memory at a time. */
  write(tower: Tower, folder: string, options?: WriteOptions): Promise<WrittenTower>;
}
