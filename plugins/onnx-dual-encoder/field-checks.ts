import type { JsonObject, JsonValue } from '../../core/json.ts';

/** Reads the fields of a JSON object and remembers every one that is wrong. What is wrong reads as undefined. */
export class FieldChecks {
  readonly problems: string[];
  readonly #json: JsonObject;
  readonly #path: string;
  readonly #read = new Set<string>();

  constructor(json: JsonObject, path = '', problems: string[] = []) {
    this.#json = json;
    this.#path = path;
    this.problems = problems;
  }

  has(field: string): boolean {
    return this.#json[field] !== undefined;
  }

  /** The value of a field that passes a test, which `expected` says in words. */
  value<T extends JsonValue>(
    field: string,
    expected: string,
    fits: (value: JsonValue) => boolean,
  ): T | undefined {
    this.#read.add(field);
    const value = this.#json[field];
    if (value !== undefined && fits(value)) return value as T;
    const found = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
    this.problems.push(`${this.#path}${field} is ${found}, expected ${expected}`);
    return undefined;
  }

  text(field: string): string | undefined {
    return this.value(field, 'a text', (value) => typeof value === 'string' && value.trim() !== '');
  }

  integer(field: string, smallest: number, largest: number): number | undefined {
    return this.value(field, `a whole number from ${smallest} to ${largest}`, (value) => {
      return Number.isInteger(value) && (value as number) >= smallest && (value as number) <= largest;
    });
  }

  number(field: string, expected = 'a number', fits: (value: number) => boolean = () => true) {
    const isFit = (value: JsonValue) => typeof value === 'number' && Number.isFinite(value) && fits(value);
    return this.value<number>(field, expected, isFit);
  }

  oneOf<T extends string>(field: string, choices: readonly T[]): T | undefined {
    const shown = choices.map((choice) => JSON.stringify(choice)).join(' or ');
    return this.value<T>(field, shown, (value) => choices.includes(value as T));
  }

  /** Three numbers, one per RGB channel. */
  channels(field: string, expected: string, fits: (value: number) => boolean) {
    return this.value<readonly [number, number, number]>(field, expected, (value) => {
      const isFit = (each: JsonValue) => typeof each === 'number' && Number.isFinite(each) && fits(each);
      return Array.isArray(value) && value.length === 3 && value.every(isFit);
    });
  }

  /** An object in a field, or an empty one. */
  object(field: string): FieldChecks {
    const isObject = (value: JsonValue) =>
      typeof value === 'object' && value !== null && !Array.isArray(value);
    const inner = this.value<JsonObject>(field, 'an object', isObject);
    // Its fields would all be missing, which says nothing new.
    return new FieldChecks(inner ?? {}, `${this.#path}${field}.`, inner === undefined ? [] : this.problems);
  }

  /** An object whose values are all one of these. */
  record<T extends string>(field: string, choices: readonly T[]): Readonly<Record<string, T>> | undefined {
    const inner = this.object(field);
    const names = Object.keys(inner.#json);
    for (const name of names) inner.oneOf(name, choices);
    if (this.has(field) && names.length === 0) this.problems.push(`${this.#path}${field} is empty`);
    return inner.#json as Readonly<Record<string, T>>;
  }

  /** Fields that nothing read are slips of the pen. */
  refuseOthers(): void {
    for (const field of Object.keys(this.#json).filter((name) => !this.#read.has(name)))
      this.problems.push(`${this.#path}${field} is no field`);
  }
}
