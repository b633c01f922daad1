import { crc32, deflateRawSync } from 'node:zlib';

export interface MadeEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly isDeflated?: boolean;
  readonly isEncrypted?: boolean;
  /** Writes sizes and offset as zip64 fields although they would fit. */
  readonly isZip64?: boolean;
  /** Size that the central directory tells, in place of the true one. */
  readonly declaredSize?: number;
  /** Takes the data of an earlier entry, by its index, in place of its own. */
  readonly sharesDataOf?: number;
}

interface Written {
  readonly entry: MadeEntry;
  readonly offset: number;
  readonly size: number;
  readonly method: number;
}

const u16 = (...values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (...values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer);
const u64 = (...values: readonly (number | bigint)[]) =>
  Buffer.from(BigUint64Array.from(values, BigInt).buffer);

/** A zip file, as right or wrong as its entries say. */
export function makeZip(
  entries: readonly MadeEntry[],
  options: { isZip64?: boolean; directoryOffset?: bigint } = {},
): Buffer {
  const parts: Buffer[] = [];
  const written: Written[] = [];
  let position = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    position += part.length;
  };
  for (const entry of entries) {
    const shared = entry.sharesDataOf === undefined ? undefined : written[entry.sharesDataOf];
    const body = entry.isDeflated ? deflateRawSync(entry.data) : Buffer.from(entry.data);
    const offset = shared?.offset ?? position;
    written.push({ entry, offset, size: body.length, method: entry.isDeflated ? 8 : 0 });
    if (shared === undefined) add(Buffer.concat([localHeader(entry, body.length), body]));
  }
  const start = position;
  for (const each of written) add(centralHeader(each));
  const directory = { count: entries.length, size: position - start, start };
  if (options.isZip64) add(zip64End({ ...directory, start: options.directoryOffset ?? start, at: position }));
  add(end(directory, options.isZip64 ?? false));
  return Buffer.concat(parts);
}

function localHeader({ name, data, isDeflated, isEncrypted }: MadeEntry, size: number): Buffer {
  // PyTorch aligns storages with an extra field; any length must do.
  const extra = Buffer.concat([u16(0x4246, 5), Buffer.from('ZZZZZ')]);
  return Buffer.concat([
    u32(0x04034b50),
    u16(20, isEncrypted ? 1 : 0, isDeflated ? 8 : 0, 0, 0),
    u32(crc32(data), size, data.length),
    u16(Buffer.byteLength(name), extra.length),
    Buffer.from(name),
    extra,
  ]);
}

function centralHeader({ entry, offset, size, method }: Written): Buffer {
  const { name, data, isEncrypted, isZip64, declaredSize } = entry;
  const compressed = declaredSize ?? size;
  const plain = declaredSize ?? data.length;
  const extra = isZip64 ? Buffer.concat([u16(1, 24), u64(plain, compressed, offset)]) : Buffer.alloc(0);
  return Buffer.concat([
    u32(0x02014b50),
    u16(20, 20, isEncrypted ? 1 : 0, method, 0, 0),
    u32(crc32(data)),
    isZip64 ? u32(0xffffffff, 0xffffffff) : u32(compressed, plain),
    u16(Buffer.byteLength(name), extra.length, 0, 0, 0),
    u32(0, isZip64 ? 0xffffffff : offset),
    Buffer.from(name),
    extra,
  ]);
}

function zip64End(directory: { count: number; size: number; start: number | bigint; at: number }): Buffer {
  const { count, size, start, at } = directory;
  const record = [u32(0x06064b50), u64(44), u16(45, 45), u32(0, 0), u64(count, count, size, start)];
  return Buffer.concat([...record, u32(0x07064b50, 0), u64(at), u32(1)]);
}

function end({ count, size, start }: { count: number; size: number; start: number }, isZip64: boolean) {
  const places = isZip64 ? u32(0xffffffff, 0xffffffff) : u32(size, start);
  const counts = isZip64 ? u16(0xffff, 0xffff) : u16(count, count);
  return Buffer.concat([u32(0x06054b50), u16(0, 0), counts, places, u16(0)]);
}

/** Entries of a file of `torch.save` with this pickle and these storages, by key. */
export function torchEntries(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
): readonly MadeEntry[] {
  return [
    { name: 'archive/data.pkl', data: pickle },
    { name: 'archive/byteorder', data: Buffer.from('little') },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: 'archive/version', data: Buffer.from('3\n') },
  ];
}
