import { unreadable, unsafe } from './torch-errors.ts';

/** Something a pickle may call; everything else it names is refused. */
export interface PickleFunction {
  readonly call: (...parameters: readonly unknown[]) => unknown;
}

/** What a pickle may reach outside itself. */
export interface PickleEnvironment {
  /** Value of a global `module.name`; undefined refuses it. */
  readonly global: (name: string) => unknown;
  /** Value of a persistent id. */
  readonly persistent: (id: unknown) => unknown;
}

/** A dictionary of a pickle, in insertion order. */
export type PickleDict = Map<unknown, unknown>;

const maximumMemo = 1_000_000;
const maximumStack = 1_000_000;

/**
 * The state of a running pickle: a stack, marks in it, and a memo. It builds strings, numbers, bytes, arrays (lists,
 * tuples, sets) and maps, and calls nothing but what its environment names.
 */
export class PickleMachine {
  readonly #bytes: Buffer;
  readonly #environment: PickleEnvironment;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();
  #position: number;

  constructor(bytes: Buffer, start: number, environment: PickleEnvironment) {
    this.#bytes = bytes;
    this.#position = start;
    this.#environment = environment;
  }

  get position(): number {
    return this.#position;
  }

  /** The next `count` bytes. @throws DomainError CHECKPOINT_UNREADABLE when there are fewer. */
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
    if (this.#stack.length >= maximumStack) throw unreadable('its pickle needs too much memory');
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw unreadable('its pickle takes what it never gave');
    return this.#stack.pop();
  }

  top(): unknown {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    if (this.#marks.length >= maximumStack) throw unreadable('its pickle needs too much memory');
    this.#marks.push(this.#stack.length);
  }

  /** Everything since the last mark. */
  popMark(): unknown[] {
    const start = this.#marks.pop();
    if (start === undefined) throw unreadable('its pickle takes what it never gave');
    return this.#stack.splice(start);
  }

  memoize(index = this.#memo.size): void {
    if (this.#memo.size >= maximumMemo) throw unreadable('its pickle needs too much memory');
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) throw unreadable('its pickle refers to a value it never made');
    this.push(this.#memo.get(index));
  }

  pushGlobal(module: string, name: string): void {
    const value = this.#environment.global(`${module}.${name}`);
    if (value === undefined) throw unsafe(`${module}.${name}`);
    this.push(value);
  }

  pushPersistent(id: unknown): void {
    this.push(this.#environment.persistent(id));
  }

  /** Calls a permitted function. */
  reduce(callee: unknown, parameters: unknown): void {
    if (!isFunction(callee) || !Array.isArray(parameters))
      throw unsafe('a call of something that is no function');
    this.push(callee.call(...parameters));
  }
}

function isFunction(value: unknown): value is PickleFunction {
  return typeof value === 'object' && value !== null && 'call' in value && typeof value.call === 'function';
}
