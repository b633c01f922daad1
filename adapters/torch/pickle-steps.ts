import { unreadable, unsafe } from '../checkpoints/checkpoint-fault.ts';
import type { PickleDict, PickleMachine } from './pickle-machine.ts';
import { ScriptObject } from './script-object.ts';

type Step = (machine: PickleMachine) => void;

/** A value whose state may be set and is then forgotten, e.g. a NumPy dtype. */
export class Inert {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Number of the opcode that a pickle writes as this character. */
export const opcodeOf = (character: string): number => character.charCodeAt(0);

const scalars: Readonly<Record<number, Step>> = {
  [opcodeOf('N')]: (m) => m.push(null),
  136: (m) => m.push(true),
  137: (m) => m.push(false),
  [opcodeOf('J')]: (m) => m.push(m.take(4).readInt32LE()),
  [opcodeOf('K')]: (m) => m.push(m.take(1).readUInt8()),
  [opcodeOf('M')]: (m) => m.push(m.take(2).readUInt16LE()),
  138: (m) => m.push(integer(m.take(m.take(1).readUInt8()))),
  139: (m) => m.push(integer(m.take(m.take(4).readInt32LE()))),
  [opcodeOf('G')]: (m) => m.push(m.take(8).readDoubleBE()),
};

const texts: Readonly<Record<number, Step>> = {
  [opcodeOf('X')]: (m) => m.push(m.take(m.take(4).readUInt32LE()).toString('utf8')),
  140: (m) => m.push(m.take(m.take(1).readUInt8()).toString('utf8')),
  141: (m) => m.push(m.take(long(m)).toString('utf8')),
  [opcodeOf('U')]: (m) => m.push(m.take(m.take(1).readUInt8()).toString('latin1')),
  [opcodeOf('T')]: (m) => m.push(m.take(m.take(4).readInt32LE()).toString('latin1')),
  [opcodeOf('C')]: (m) => m.push(Uint8Array.from(m.take(m.take(1).readUInt8()))),
  [opcodeOf('B')]: (m) => m.push(Uint8Array.from(m.take(m.take(4).readUInt32LE()))),
  142: (m) => m.push(Uint8Array.from(m.take(long(m)))),
  150: (m) => m.push(Uint8Array.from(m.take(long(m)))),
};

const containers: Readonly<Record<number, Step>> = {
  [opcodeOf(']')]: (m) => m.push([]),
  [opcodeOf(')')]: (m) => m.push([]),
  [opcodeOf('}')]: (m) => m.push(new Map()),
  143: (m) => m.push([]),
  [opcodeOf('(')]: (m) => m.mark(),
  [opcodeOf('t')]: (m) => m.push(m.popMark()),
  [opcodeOf('l')]: (m) => m.push(m.popMark()),
  145: (m) => m.push(m.popMark()),
  133: (m) => m.push([m.pop()]),
  134: (m) => m.push([m.pop(), m.pop()].reverse()),
  135: (m) => m.push([m.pop(), m.pop(), m.pop()].reverse()),
  [opcodeOf('d')]: (m) => m.push(setAll(new Map(), m.popMark())),
  [opcodeOf('a')]: (m) => appendAll(m, [m.pop()]),
  [opcodeOf('e')]: (m) => appendAll(m, m.popMark()),
  144: (m) => appendAll(m, m.popMark()),
  [opcodeOf('s')]: (m) => setOnTop(m, [m.pop(), m.pop()].reverse()),
  [opcodeOf('u')]: (m) => setOnTop(m, m.popMark()),
};

const stackAndMemo: Readonly<Record<number, Step>> = {
  128: (m) => requireProtocol(m.take(1).readUInt8()),
  149: (m) => void m.take(8),
  [opcodeOf('0')]: (m) => void m.pop(),
  [opcodeOf('1')]: (m) => void m.popMark(),
  [opcodeOf('2')]: (m) => m.push(m.top()),
  [opcodeOf('q')]: (m) => m.memoize(m.take(1).readUInt8()),
  [opcodeOf('r')]: (m) => m.memoize(m.take(4).readUInt32LE()),
  148: (m) => m.memoize(),
  [opcodeOf('h')]: (m) => m.recall(m.take(1).readUInt8()),
  [opcodeOf('j')]: (m) => m.recall(m.take(4).readUInt32LE()),
};

/** What reaches outside. INST, OBJ, NEWOBJ_EX and registered extensions make objects that no checkpoint needs. */
const outside: Readonly<Record<number, Step>> = {
  [opcodeOf('c')]: (m) => m.pushGlobal(m.takeLine(), m.takeLine()),
  147: (m) => stackGlobal(m),
  [opcodeOf('Q')]: (m) => m.pushPersistent(m.pop()),
  [opcodeOf('R')]: (m) => call(m),
  129: (m) => call(m),
  [opcodeOf('b')]: (m) => build(m),
  [opcodeOf('i')]: (m) => refuse(`an object of ${m.takeLine()}.${m.takeLine()}`),
  [opcodeOf('o')]: () => refuse('an object of a class'),
  146: () => refuse('an object of a class'),
  130: () => refuse('a registered extension'),
  131: () => refuse('a registered extension'),
  132: () => refuse('a registered extension'),
};

/** Instructions by opcode, as CPython's pickletools describes them. */
export const pickleSteps: Readonly<Record<number, Step>> = {
  ...scalars,
  ...texts,
  ...containers,
  ...stackAndMemo,
  ...outside,
};

function requireProtocol(protocol: number): void {
  if (protocol > 5) throw unreadable(`its pickle has the unknown protocol ${protocol}`);
}

function long(machine: PickleMachine): number {
  return Number(machine.take(8).readBigUInt64LE());
}

/** Little-endian two's complement; a number where it is exact, else a bigint. */
function integer(bytes: Buffer): number | bigint {
  if (bytes.length > 1024) throw unreadable('its pickle has an absurd number');
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const signed = BigInt.asIntN(bytes.length * 8, BigInt(`0x0${hex}`));
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}

function appendAll(machine: PickleMachine, values: readonly unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw unreadable('its pickle appends to what is no list');
  for (const value of values) list.push(value);
}

function setOnTop(machine: PickleMachine, pairs: readonly unknown[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map)) throw unreadable('its pickle sets a key of what is no dictionary');
  setAll(dict, pairs);
}

/**
 * Keeps what has a string key. Anything else (an optimizer's state by index) is not asked for, and numbers as keys
 * would let a file choose keys that all land in one bucket.
 */
function setAll(dict: PickleDict, pairs: readonly unknown[]): PickleDict {
  if (pairs.length % 2 !== 0) throw unreadable('its pickle sets a key without a value');
  for (let i = 0; i < pairs.length; i += 2) {
    const key = pairs[i];
    if (typeof key === 'string') dict.set(key, pairs[i + 1]);
  }
  return dict;
}

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw unreadable('its pickle names a global without a name');
  }
  machine.pushGlobal(module, name);
}

function call(machine: PickleMachine): void {
  const parameters = machine.pop();
  machine.reduce(machine.pop(), parameters);
}

/**
 * State is set only on objects of TorchScript, which hold it, and on what forgets it: attributes of an OrderedDict
 * (`_metadata`) and inert values.
 */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  const target = machine.top();
  if (target instanceof ScriptObject) target.setState(state);
  else if (!(target instanceof Map || target instanceof Inert)) throw unsafe('the state of an object');
}

function refuse(what: string): never {
  throw unsafe(what);
}
