/**
 * Σ aᵢbᵢ of two vectors (D), summed in float64.
 * @throws RangeError when the lengths differ.
 */
export function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`dot: lengths (${a.length}) and (${b.length}) differ`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** L2 length of a vector (D), ≥ 0; 0 for an empty one. */
export function norm(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector));
}

/**
 * A vector (D) scaled to unit length, as a new array.
 * @throws RangeError when it has no direction: all zeros, empty, or not finite.
 */
export function normalise(vector: Float32Array): Float32Array {
  const length = norm(vector);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new RangeError(`normalise: vector (${vector.length}) has length ${length}`);
  }
  return vector.map((value) => value / length);
}

/**
 * Unit-length mean direction of K unit vectors (D): their mean, scaled to unit length.
 * @throws RangeError when there are none, their lengths differ, or they cancel out.
 */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const dimension = vectors[0]?.length ?? 0;
  const sum = new Float64Array(dimension);
  for (const vector of vectors) {
    if (vector.length !== dimension) {
      throw new RangeError(`meanDirection: lengths (${dimension}) and (${vector.length}) differ`);
    }
    for (let i = 0; i < dimension; i++) sum[i]! += vector[i]!;
  }
  return normalise(Float32Array.from(sum, (value) => value / vectors.length));
}
