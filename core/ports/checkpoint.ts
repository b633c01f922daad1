export type TensorType =
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float64'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool';

/** One tensor of a checkpoint; its bytes stay in the file until read. */
export interface CheckpointTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** Contiguous row-major little-endian bytes, in `type`. */
  read(): Promise<Uint8Array>;
}

/** An open checkpoint file: named tensors, and nothing that can run. */
export interface Checkpoint {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Hex sha256 of the whole file. */
  readonly sha256: string;
  /** Tensors of the state dict in file order; keys as stored (`module.` prefix included). */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** ONNX files found in place of weights: absolute paths by their name in the folder. Empty where there are weights. */
  readonly onnx: ReadonlyMap<string, string>;
  /** A small file that lies beside the weights (`config.json`, `vocab.txt`, `tokenizer.json`, …); undefined without it. */
  companion(name: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

export interface CheckpointReader {
  /**
   * @throws DomainError CHECKPOINT_UNREADABLE when the file is no checkpoint, is truncated or has a broken tensor;
   *   CHECKPOINT_UNSAFE when it asks for anything but tensors and plain containers.
   */
  open(path: string): Promise<Checkpoint>;
}
