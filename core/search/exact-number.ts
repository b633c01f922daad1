/** What a number holds exactly; JSON readers round whole numbers beyond it, such as ids of 19 digits, without a word. */
export function isExactNumber(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** What to say of others. */
export const inexactNumber = `is a whole number beyond ±${Number.MAX_SAFE_INTEGER}, which is not kept digit by digit`;
