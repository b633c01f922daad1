import type { JsonObject, JsonValue } from '../json.ts';

const maximumText = 200;
const maximumList = 20;
const maximumNumbers = 4;
const maximumDepth = 8;
const maximumJson = 8192;
const secretName = /secret|token|password|authorization|credential/i;

/** Arguments as an audit log keeps them: without secrets, and with pictures, vectors and long lists only counted. */
export function shortenArguments(given: Readonly<Record<string, unknown>>): JsonObject {
  const shortened = shortenObject(given, 0);
  const length = JSON.stringify(shortened).length;
  return length <= maximumJson ? shortened : { shortened: `${length} characters of JSON` };
}

function shortenObject(given: object, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        shortenText(name),
        secretName.test(name) ? 'hidden' : shorten(value, depth + 1),
      ]),
  );
}

function shorten(value: unknown, depth: number): JsonValue {
  if (typeof value === 'string') return shortenText(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (ArrayBuffer.isView(value)) return `${value.byteLength / 4} numbers`;
  if (Array.isArray(value)) return shortenList(value, depth);
  if (typeof value === 'object' && value !== null)
    return depth > maximumDepth ? 'nested deeper' : shortenObject(value, depth);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function shortenText(text: string): string {
  if (text.length <= maximumText) return storable(text);
  return `${storable(text.slice(0, maximumText))}… (${text.length} characters)`;
}

function shortenList(list: readonly unknown[], depth: number): JsonValue {
  if (depth > maximumDepth) return 'nested deeper';
  if (list.length > maximumNumbers && list.every((each) => typeof each === 'number'))
    return `${list.length} numbers`;
  const kept = list.slice(0, maximumList).map((each) => shorten(each, depth + 1));
  return list.length <= maximumList ? kept : [...kept, `${list.length - maximumList} more`];
}

/** A database takes neither NUL nor half a character. */
function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}
