/** Rows of features (N, D), each scaled to unit length. */
export function splitUnitRows(features: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: features.length / dimension }, (_, i) => {
    const row = features.slice(i * dimension, (i + 1) * dimension);
    const norm = Math.hypot(...row);
    return row.map((value) => value / norm);
  });
}
