/** A surrogate without its partner. */
const loneSurrogate = /\p{Surrogate}/u;

/** Whether a database can keep this text as it is: no NUL, no half characters. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !loneSurrogate.test(text);
}
