/** Sharpness of PyTorch's bicubic kernel (Pillow's is -0.5). */
const a = -0.75;

/**
 * Position embeddings of a square grid stretched to another one: bicubic, the corners kept in their places; the first
 * row, the class token's, stays as it is. `table` is (1 + from², width), the result (1 + to², width).
 * Source: `resize_pos_embed` of cn_clip/clip/utils.py, which calls `torch.nn.functional.interpolate`.
 */
export function resizePositions(table: Float32Array, from: number, to: number, width: number): Float32Array {
  const result = new Float32Array((1 + to * to) * width);
  result.set(table.subarray(0, width));
  const taps = Array.from({ length: to }, (_, i) => tapsOf(i, from, to));
  taps.forEach((rows, y) => {
    taps.forEach((columns, x) => {
      const target = result.subarray((1 + y * to + x) * width, (2 + y * to + x) * width);
      for (const row of rows) {
        for (const column of columns) {
          const weight = row.weight * column.weight;
          const start = (1 + row.index * from + column.index) * width;
          for (let i = 0; i < width; i++) target[i]! += weight * table[start + i]!;
        }
      }
    });
  });
  return result;
}

/** The four places of an axis of `from` that place `i` of `to` is mixed from; beyond an edge, the edge is repeated. */
function tapsOf(i: number, from: number, to: number): readonly { index: number; weight: number }[] {
  const position = to === 1 ? 0 : (i * (from - 1)) / (to - 1);
  const first = Math.floor(position);
  return [-1, 0, 1, 2].map((step) => ({
    index: Math.min(Math.max(first + step, 0), from - 1),
    weight: kernel(Math.abs(position - first - step)),
  }));
}

function kernel(x: number): number {
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((x - 5) * x + 8) * x * a - 4 * a;
  return 0;
}
