/** One tensor of a file to be made. */
export interface TensorSource {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A `.safetensors` file; `change` may spoil its header. */
export function makeSafetensors(
  tensors: Readonly<Record<string, TensorSource>>,
  change: (header: Record<string, unknown>) => void = () => {},
): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  change(header);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

/** Three tensors of different types. */
export function someTensors(): Readonly<Record<string, TensorSource>> {
  const bytes = (view: ArrayBufferView) => new Uint8Array(view.buffer);
  return {
    'a.weight': { dtype: 'F32', shape: [2, 3], bytes: bytes(Float32Array.of(1, 2, 3, 4, 5, 6)) },
    'b.bias': { dtype: 'F16', shape: [2], bytes: bytes(Uint16Array.of(0x3c00, 0x4000)) },
    scale: { dtype: 'I64', shape: [], bytes: bytes(BigInt64Array.of(7n)) },
  };
}
