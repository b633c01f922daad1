/** From here on JSON writers use an exponent, and so nearly nobody an id. */
const leastWithExponent = 1e21;
/** So many every number keeps. */
const keptDigits = 15;

/**
 * Whether a number is what was written. JSON readers round whole numbers beyond ±(2^53-1), such as ids of 19 digits, without a word, and
 * leave no trace of it. Measures such as 6.02e23 are few digits and many zeros, which a rounded number is not.
 */
export function isExactNumber(value: number): boolean {
  const size = Math.abs(value);
  return size <= Number.MAX_SAFE_INTEGER || (size >= leastWithExponent && isOfFewDigits(size));
}

function isOfFewDigits(value: number): boolean {
  return Number.isFinite(value) && Number(value.toPrecision(keptDigits)) === value;
}

/** What to say of others. */
export const inexactNumber = `is a whole number beyond ±${Number.MAX_SAFE_INTEGER}, which is not kept digit by digit`;
