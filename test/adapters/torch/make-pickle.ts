/** A piece of a pickle: bytes, or text that stands for its latin-1 bytes. */
export type Piece = Buffer | string;

export const joined = (...pieces: readonly Piece[]): Buffer =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));

/** A whole pickle of protocol 2. */
export const pickle = (...pieces: readonly Piece[]): Buffer => joined('\x80\x02', ...pieces, '.');

export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return joined('X', length, bytes);
};

/** LONG1 of eight bytes. */
export const int = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return joined('\x8a\x08', bytes);
};

export const global = (module: string, name: string): Buffer => joined(`c${module}\n${name}\n`);

export const tuple = (...items: readonly Piece[]): Buffer => joined('(', ...items, 't');

export const list = (...items: readonly Piece[]): Buffer => joined('](', ...items, 'e');

export const dict = (entries: Readonly<Record<string, Piece>>): Buffer =>
  joined('}(', ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), 'u');

export const call = (callee: Piece, ...parameters: readonly Piece[]): Buffer =>
  joined(callee, tuple(...parameters), 'R');

export interface MadeTensor {
  readonly storageClass?: Piece;
  readonly key?: Piece;
  readonly elements?: Piece;
  readonly offset?: Piece;
  readonly shape?: Piece;
  readonly stride?: Piece;
  /** Pieces after the stride: gradient, hooks, metadata. */
  readonly rest?: readonly Piece[];
  /** Pieces after the element count of the persistent id. */
  readonly view?: readonly Piece[];
}

/** A tensor as `torch.save` writes it; without options two float32 of storage 0. */
export function tensor(options: MadeTensor = {}): Buffer {
  const { storageClass = global('torch', 'FloatStorage'), key = text('0'), elements = int(2) } = options;
  const { offset = int(0), shape = tuple(int(2)), stride = tuple(int(1)) } = options;
  const storage = tuple(text('storage'), storageClass, key, text('cpu'), elements, ...(options.view ?? []));
  const hooks = call(global('collections', 'OrderedDict'));
  const rest = options.rest ?? ['\x89', hooks];
  const rebuild = global('torch._utils', '_rebuild_tensor_v2');
  return call(rebuild, joined(storage, 'Q'), offset, shape, stride, ...rest);
}
