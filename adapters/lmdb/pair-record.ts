import { LineProblem } from '../files/dataset-lines.ts';
import { unpickle } from '../torch/unpickle.ts';

/** One text with one of its pictures, as the original stores them for training. Ids as written. */
export interface PairRecord {
  readonly imageId: string;
  readonly textId: string;
  readonly text: string;
}

const op = {
  protocol: 0x80,
  frame: 0x95,
  byte: 0x4b,
  short: 0x4d,
  int: 0x4a,
  long: 0x8a,
  shortText: 0x8c,
  text: 0x58,
  memoize: 0x94,
  tuple3: 0x87,
  stop: 0x2e,
} as const;

/** The bytes of Python's `pickle.dumps((image_id, text_id, text))` in protocol 4. Source: Lib/pickle.py of CPython. */
export function encodePair({ imageId, textId, text }: PairRecord): Buffer {
  const body = Buffer.concat([
    integer(BigInt(imageId)),
    integer(BigInt(textId)),
    textBytes(text),
    Buffer.of(op.memoize, op.tuple3, op.memoize, op.stop),
  ]);
  const head = Buffer.alloc(11);
  head.set([op.protocol, 4, op.frame]);
  head.writeBigUInt64LE(BigInt(body.length), 3);
  return Buffer.concat([head, body]);
}

/** Runs nothing that the pickle names. @throws LineProblem for anything but such a tuple */
export function decodePair(bytes: Buffer): PairRecord {
  let value: unknown;
  try {
    ({ value } = unpickle(bytes, 0, { global: () => undefined, persistent: () => undefined }));
  } catch (cause) {
    throw new LineProblem(`it cannot be read (${(cause as Error).message})`);
  }
  const [imageId, textId, text] = Array.isArray(value) && value.length === 3 ? (value as unknown[]) : [];
  const isId = (id: unknown) => typeof id === 'bigint' || Number.isSafeInteger(id);
  if (!isId(imageId) || !isId(textId) || typeof text !== 'string') {
    throw new LineProblem('it is no tuple of two ids and a text');
  }
  return { imageId: String(imageId), textId: String(textId), text };
}

function integer(value: bigint): Buffer {
  if (value >= 0n && value <= 0xffn) return Buffer.of(op.byte, Number(value));
  if (value >= 0n && value <= 0xffffn) return Buffer.of(op.short, Number(value & 0xffn), Number(value >> 8n));
  if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) {
    const bytes = Buffer.alloc(5, op.int);
    bytes.writeInt32LE(Number(value), 1);
    return bytes;
  }
  const digits = twosComplement(value);
  return Buffer.of(op.long, digits.length, ...digits);
}

/** Little-endian, as short as the sign allows. */
function twosComplement(value: bigint): readonly number[] {
  let length = 1;
  while (BigInt.asIntN(8 * length, value) !== value) length++;
  return Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function textBytes(text: string): Buffer {
  const utf8 = Buffer.from(text);
  if (utf8.length < 256) return Buffer.concat([Buffer.of(op.shortText, utf8.length), utf8]);
  const head = Buffer.alloc(5, op.text);
  head.writeUInt32LE(utf8.length, 1);
  return Buffer.concat([head, utf8]);
}
