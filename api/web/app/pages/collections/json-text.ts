export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object as people write it; an empty text is none. */
export type ReadJson =
  | { readonly value: JsonObject | null; readonly problem?: undefined }
  /** `object`: it is JSON, but no object; else the browser's sentence. */
  | {
      readonly value?: undefined;
      readonly problem: { readonly kind: 'syntax' | 'object'; readonly text: string };
    };

export function readJsonObject(text: string): ReadJson {
  if (text.trim() === '') return { value: null };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as JsonObject };
    return { problem: { kind: 'object', text: '' } };
  } catch (error) {
    return { problem: { kind: 'syntax', text: error instanceof Error ? error.message : String(error) } };
  }
}

/** As it is edited; nothing for an object without fields. */
export const writeJson = (value: JsonObject | null): string =>
  value === null || Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);
