import { readFileSync } from 'node:fs';
import { closest, distance } from 'fastest-levenshtein';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads one variable; a value that `parse` does not know becomes a problem and the fallback is used to go on. */
export type Read = <T>(
  name: string,
  fallback: T,
  parse: (text: string) => T | undefined,
  expected: string,
) => T;

/** Values that messages must not show, and that may also come from the file that `<name>_FILE` names. */
const secrets: readonly string[] = [
  'DATABASE_URL',
  'TUWEN_ADMIN_KEY',
  'TUWEN_HUB_TOKEN',
  'TUWEN_METRICS_TOKEN',
];
/** Addresses, in which people put passwords. */
const veiled: readonly string[] = [...secrets, 'TUWEN_JWKS_URL', 'TUWEN_HUB_URL'];

/** Of tests and tools, which have them in the environment of a server too. */
const ofTools = /^TUWEN_(CI|FUZZ|BENCH|LMDB)_/;

/** Variables one by one, with what is wrong with them in `problems`. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;
  readonly #known = new Set<string>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  readonly read: Read = (name, fallback, parse, expected) => {
    const text = this.#textOf(name);
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    const said = veiled.includes(name) ? 'is not usable' : `is "${text}"`;
    this.problems.push(`${name} ${said}, expected ${expected}`);
    return fallback;
  };

  /** A misspelt variable would be ignored in silence. Call it after all have been read. */
  refuseUnknown(): void {
    const names = Object.keys(this.#environment).filter((name) => name.startsWith('TUWEN_'));
    for (const name of names.filter((each) => !(this.#known.has(each) || ofTools.test(each)))) {
      const nearest = closest(name, [...this.#known]);
      const isNear = distance(name, nearest) <= 4;
      this.problems.push(`there is no ${name}${isNear ? `, did you mean ${nearest}?` : ''}`);
    }
  }

  #textOf(name: string): string | undefined {
    this.#known.add(name);
    const text = this.#environment[name];
    if (!secrets.includes(name)) return text;
    const fileName = `${name}_FILE`;
    this.#known.add(fileName);
    const path = this.#environment[fileName];
    if (path === undefined || path === '') return text;
    if (text !== undefined && text !== '') this.problems.push(`${name} and ${fileName} are both set`);
    return this.#fileText(fileName, path);
  }

  /** Without the line end that editors and `echo` leave. */
  #fileText(name: string, path: string): string | undefined {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      this.problems.push(`${name} is "${path}", which cannot be read (${code})`);
      return undefined;
    }
  }
}
