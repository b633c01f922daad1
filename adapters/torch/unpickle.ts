import { type PickleDict, type PickleEnvironment, PickleMachine } from './pickle-machine.ts';
import { unreadable, unsafe } from './torch-errors.ts';

type Step = (machine: PickleMachine) => void;

const stop = 0x2e;

/** A value whose state may be set and is then forgotten, e.g. a NumPy dtype. */
export class Inert {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Runs a pickle (protocols 2 to 5, without out-of-band buffers) from `start`.
 * @returns its value and the offset behind it
 * @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE
 */
export function unpickle(
  bytes: Buffer,
  start: number,
  environment: PickleEnvironment,
): { value: unknown; end: number } {
  const machine = new PickleMachine(bytes, start, environment);
  for (;;) {
    const opcode = machine.take(1)[0]!;
    if (opcode === stop) return { value: machine.pop(), end: machine.position };
    const step = steps[opcode];
    if (step === undefined)
      throw unreadable(`its pickle has the unknown instruction 0x${opcode.toString(16)}`);
    step(machine);
  }
}

/** Number of the opcode that a pickle writes as this character. */
const code = (character: string): number => character.charCodeAt(0);

/** Instructions by opcode, as CPython's pickletools describes them. */
const steps: Readonly<Record<number, Step>> = {
  // Frames
  128: (m) => void m.take(1),
  149: (m) => void m.take(8),
  // Scalars
  [code('N')]: (m) => m.push(null),
  136: (m) => m.push(true),
  137: (m) => m.push(false),
  [code('J')]: (m) => m.push(m.take(4).readInt32LE()),
  [code('K')]: (m) => m.push(m.take(1).readUInt8()),
  [code('M')]: (m) => m.push(m.take(2).readUInt16LE()),
  138: (m) => m.push(integer(m.take(m.take(1).readUInt8()))),
  139: (m) => m.push(integer(m.take(m.take(4).readInt32LE()))),
  [code('G')]: (m) => m.push(m.take(8).readDoubleBE()),
  // Strings and bytes
  [code('X')]: (m) => m.push(m.take(m.take(4).readUInt32LE()).toString('utf8')),
  140: (m) => m.push(m.take(m.take(1).readUInt8()).toString('utf8')),
  141: (m) => m.push(m.take(long(m)).toString('utf8')),
  [code('U')]: (m) => m.push(m.take(m.take(1).readUInt8()).toString('latin1')),
  [code('T')]: (m) => m.push(m.take(m.take(4).readInt32LE()).toString('latin1')),
  [code('C')]: (m) => m.push(copy(m.take(m.take(1).readUInt8()))),
  [code('B')]: (m) => m.push(copy(m.take(m.take(4).readUInt32LE()))),
  142: (m) => m.push(copy(m.take(long(m)))),
  150: (m) => m.push(copy(m.take(long(m)))),
  // Containers
  [code(']')]: (m) => m.push([]),
  [code(')')]: (m) => m.push([]),
  [code('}')]: (m) => m.push(new Map()),
  143: (m) => m.push([]),
  [code('(')]: (m) => m.mark(),
  [code('t')]: (m) => m.push(m.popMark()),
  [code('l')]: (m) => m.push(m.popMark()),
  145: (m) => m.push(m.popMark()),
  133: (m) => m.push([m.pop()]),
  134: (m) => m.push([m.pop(), m.pop()].reverse()),
  135: (m) => m.push([m.pop(), m.pop(), m.pop()].reverse()),
  [code('d')]: (m) => m.push(setAll(new Map(), m.popMark())),
  [code('a')]: (m) => appendAll(m, [m.pop()]),
  [code('e')]: (m) => appendAll(m, m.popMark()),
  144: (m) => appendAll(m, m.popMark()),
  [code('s')]: (m) => void setAll(m, [m.pop(), m.pop()].reverse()),
  [code('u')]: (m) => void setAll(m, m.popMark()),
  // Stack and memo
  [code('0')]: (m) => void m.pop(),
  [code('1')]: (m) => void m.popMark(),
  [code('2')]: (m) => m.push(m.top()),
  [code('q')]: (m) => m.memoize(m.take(1).readUInt8()),
  [code('r')]: (m) => m.memoize(m.take(4).readUInt32LE()),
  148: (m) => m.memoize(),
  [code('h')]: (m) => m.recall(m.take(1).readUInt8()),
  [code('j')]: (m) => m.recall(m.take(4).readUInt32LE()),
  // What reaches outside
  [code('c')]: (m) => m.pushGlobal(m.takeLine(), m.takeLine()),
  147: (m) => stackGlobal(m),
  [code('Q')]: (m) => m.pushPersistent(m.pop()),
  [code('R')]: (m) => call(m),
  129: (m) => call(m),
  [code('b')]: (m) => build(m),
};

function long(machine: PickleMachine): number {
  const length = machine.take(8).readBigUInt64LE();
  if (length > Number.MAX_SAFE_INTEGER) throw unreadable('its pickle ends too early');
  return Number(length);
}

function copy(bytes: Buffer): Uint8Array {
  return Uint8Array.from(bytes);
}

/** Little-endian two's complement; a number where it is exact, else a bigint. */
function integer(bytes: Buffer): number | bigint {
  if (bytes.length > 1024) throw unreadable('its pickle has an absurd number');
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  const signed = BigInt.asIntN(bytes.length * 8, value);
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}

function appendAll(machine: PickleMachine, values: readonly unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw unreadable('its pickle appends to what is no list');
  for (const value of values) list.push(value);
}

function setAll(target: PickleMachine | PickleDict, pairs: readonly unknown[]): PickleDict {
  const dict = target instanceof PickleMachine ? target.top() : target;
  if (!(dict instanceof Map) || pairs.length % 2 !== 0)
    throw unreadable('its pickle sets a key of what is no dictionary');
  for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i], pairs[i + 1]);
  return dict;
}

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== 'string' || typeof name !== 'string')
    throw unreadable('its pickle names a global without a name');
  machine.pushGlobal(module, name);
}

function call(machine: PickleMachine): void {
  const parameters = machine.pop();
  machine.reduce(machine.pop(), parameters);
}

/** State is set only on what forgets it: attributes of an OrderedDict (`_metadata`) and inert values. */
function build(machine: PickleMachine): void {
  machine.pop();
  const target = machine.top();
  if (!(target instanceof Map || target instanceof Inert)) throw unsafe('the state of an object');
}
