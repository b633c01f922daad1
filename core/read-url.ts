/**
 * An address, or undefined for what is none. `URL.canParse` does not say: once it is optimised, Node 20 takes texts with letters beyond ASCII
 * for addresses that `new URL` then refuses.
 */
export function readUrl(text: string, base?: string | URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
