/** A choice remembered in this browser, where it is one of `allowed`. */
export function recall<Value extends string>(key: string, allowed: readonly Value[]): Value | undefined {
  try {
    const found = localStorage.getItem(key);
    return allowed.find((value) => value === found);
  } catch {
    return undefined; // Storage can be forbidden; a choice then lasts as long as the page.
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As in recall.
  }
}
