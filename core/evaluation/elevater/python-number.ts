const millionths = 1e6;

/**
 * A probability as Python writes `round(float(x), 6)`: correctly rounded, exact ties to even. The product with 10^6 is
 * exact, because a float32 has 24 binary places and 10^6 = 2^6 · 15625 needs 14.
 */
export function roundedProbability(value: number): string {
  const product = Math.fround(value) * millionths;
  const below = Math.floor(product);
  const rest = product - below;
  const isUp = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
  return millionthsText(isUp ? below + 1 : below);
}

/** Python's shortest form of n · 10^-6: below 10^-4 with an exponent. */
function millionthsText(n: number): string {
  if (n === 0) return '0.0';
  if (n < 10) return `${n}e-06`;
  if (n < 100) return `${n % 10 === 0 ? n / 10 : (n / 10).toFixed(1)}e-05`;
  const text = String(n / millionths);
  return text.includes('.') ? text : `${text}.0`;
}
