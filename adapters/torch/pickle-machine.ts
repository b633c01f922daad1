import { unreadable, unsafe } from '../checkpoints/checkpoint-fault.ts';

/** Something a pickle may call; everything else it names is refused. */
export class PickleFunction {
  readonly call: (...parameters: readonly unknown[]) => unknown;

  constructor(call: (...parameters: readonly unknown[]) => unknown) {
    this.call = call;
  }
}

/** What a pickle may reach outside itself. */
export interface PickleEnvironment {
  /** Value of a global `module.name`; undefined refuses it. */
  readonly global: (name: string) => unknown;
  /** Value of a persistent id. */
  readonly persistent: (id: unknown) => unknown;
}

/** A dictionary of a pickle, in insertion order. */
export type PickleDict = Map<string, unknown>;

const maximumMemo = 1_000_000;
const maximumStack = 1_000_000;
/** Maps and byte arrays take a hundred bytes and more where the pickle takes one. */
const maximumHeavyValues = 1_000_000;
const maximumParameters = 16;
const maximumNameLength = 256;

/**
 * The state of a running pickle: a stack, marks in it, and a memo. It builds strings, numbers, bytes, arrays (lists,
 * tuples, sets) and maps, and calls nothing but what its environment names. Work and memory are bounded: no
 * instruction makes more than one value, or costs more than its own bytes and what it takes from the stack.
 */
export class PickleMachine {
  readonly #bytes: Buffer;
  readonly #environment: PickleEnvironment;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();
  #position: number;
  #heavyValues = 0;

  constructor(bytes: Buffer, start: number, environment: PickleEnvironment) {
    this.#bytes = bytes;
    this.#position = start;
    this.#environment = environment;
  }

  get position(): number {
    return this.#position;
  }

  /** The next `count` bytes. @throws CheckpointFault when there are fewer. */
  take(count: number): Buffer {
    const end = this.#position + count;
    if (!(count >= 0) || end > this.#bytes.length) throw unreadable('its pickle ends too early');
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  takeLine(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw unreadable('its pickle ends too early');
    const line = this.#bytes.toString('utf8', this.#position, end);
    this.#position = end + 1;
    return line;
  }

  push(value: unknown): void {
    if (value instanceof Map || value instanceof Uint8Array) this.#heavyValues++;
    if (this.#stack.length >= maximumStack || this.#heavyValues > maximumHeavyValues) throw tooLarge();
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw underflow();
    return this.#stack.pop();
  }

  top(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw underflow();
    return this.#stack.at(-1);
  }

  mark(): void {
    if (this.#marks.length >= maximumStack) throw tooLarge();
    this.#marks.push(this.#stack.length);
  }

  /** Everything since the last mark. */
  popMark(): unknown[] {
    const start = this.#marks.pop();
    if (start === undefined) throw underflow();
    return this.#stack.splice(start);
  }

  memoize(index = this.#memo.size): void {
    if (this.#memo.size >= maximumMemo) throw tooLarge();
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) throw unreadable('its pickle refers to a value it never made');
    this.push(this.#memo.get(index));
  }

  pushGlobal(module: string, name: string): void {
    // Checked before they are joined: a long string that is named again and again would take for ever.
    if (module.length + name.length > maximumNameLength) throw unsafe('something with a very long name');
    const value = this.#environment.global(`${module}.${name}`);
    if (value === undefined) throw unsafe(`${module}.${name}`);
    this.push(value);
  }

  pushPersistent(id: unknown): void {
    this.push(this.#environment.persistent(id));
  }

  /** Calls a permitted function. */
  reduce(callee: unknown, parameters: unknown): void {
    if (!(callee instanceof PickleFunction))
      throw unsafe('a call of something that is no permitted function');
    if (!Array.isArray(parameters) || parameters.length > maximumParameters) {
      throw unreadable('its pickle calls a function with impossible parameters');
    }
    this.push(callee.call(...parameters));
  }
}

function tooLarge(): Error {
  return unreadable('its pickle needs too much memory');
}

function underflow(): Error {
  return unreadable('its pickle takes what it never gave');
}
