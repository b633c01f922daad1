/** JSON as Python reads it: whole numbers of any size are bigint, numbers with a point or an exponent are number. */
export type ExactJson =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

/** Reads one JSON text. @throws SyntaxError */
export type ParseExactJson = (text: string) => ExactJson;

/** Python's `isinstance(value, int)`, which booleans pass too. */
export function isPythonInteger(value: ExactJson | undefined): value is bigint | boolean {
  return typeof value === 'bigint' || typeof value === 'boolean';
}

/** The integer that Python takes a bool or int for. */
export function asInteger(value: bigint | boolean): bigint {
  return BigInt(value);
}

/** Python's `str(value)`. */
export function pythonText(value: ExactJson): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** Python's name of a value's class. */
export function pythonType(value: ExactJson): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  const names = { boolean: 'bool', bigint: 'int', number: 'float', string: 'str', object: 'dict' } as const;
  return names[typeof value as keyof typeof names];
}

function pythonRepr(value: ExactJson): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value).map(([key, each]) => `'${key}': ${pythonRepr(each)}`);
  return `{${entries.join(', ')}}`;
}
