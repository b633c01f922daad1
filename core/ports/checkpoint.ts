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

/** An input or output of an ONNX graph. */
export interface OnnxPort {
  readonly name: string;
  /** `float32`, `float16`, `int64`, …; the number of `TensorProto.DataType` where it has no such name. */
  readonly type: string;
  /** Lengths; undefined for one that is free. Left out where the file does not say. */
  readonly shape?: readonly (number | undefined)[];
  /** Rows of the weight that the values of an input are looked up in. */
  readonly tableRows?: number;
}

/** What one output of an ONNX graph is computed from. */
export interface OnnxTowerDescription {
  readonly inputs: readonly OnnxPort[];
  readonly output: OnnxPort;
  /** Elements of its weights. */
  readonly parameters: number;
}

/** An ONNX file of a checkpoint. */
export interface OnnxFile {
  /** Absolute. */
  readonly path: string;
  /** @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE, CHECKPOINT_MISMATCH without such an output */
  describe(output: string): Promise<OnnxTowerDescription>;
}

/** An open checkpoint file: named tensors, and nothing that can run. */
export interface Checkpoint {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Hex sha256 of the whole file. */
  readonly sha256: string;
  /** Tensors of the state dict in file order; keys as stored (`module.` prefix included). */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** ONNX files found in place of weights, by their name in the folder. Empty where there are weights. */
  readonly onnx: ReadonlyMap<string, OnnxFile>;
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
