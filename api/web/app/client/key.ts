import { signal } from '@preact/signals';

const storageKey = 'tuwen.key';

/** The API key that requests carry, kept until the tab is closed; undefined without one. */
export const apiKey = signal<string | undefined>(stored());

export function keepKey(key: string | undefined): void {
  apiKey.value = key;
  try {
    if (key === undefined) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, key);
  } catch {
    // Storage can be forbidden; the key then lasts until a reload.
  }
}

function stored(): string | undefined {
  try {
    return sessionStorage.getItem(storageKey) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Headers that carry the key. */
export const authorization = (): Readonly<Record<string, string>> =>
  apiKey.value === undefined ? {} : { authorization: `Bearer ${apiKey.value}` };
