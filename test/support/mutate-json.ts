import type { JsonValue } from '../../core/json.ts';

const strangers: readonly JsonValue[] = [
  null,
  true,
  -1,
  1e9,
  0.5,
  '',
  'x',
  [],
  [[]],
  {},
  { type: 'Lowercase' },
];

/** A copy in which one value, at any depth, is another one or missing. */
export function mutateJson(value: JsonValue, random: () => number): JsonValue {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || random() < 0.15) return strangers[Math.floor(random() * strangers.length)]!;
  const key = keys[Math.floor(random() * keys.length)]!;
  const copy = structuredClone(value) as Record<string, JsonValue>;
  if (random() < 0.1) delete copy[key];
  else copy[key] = mutateJson(copy[key]!, random);
  return copy as unknown as JsonValue;
}
