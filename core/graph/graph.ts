/**
 * @file A tower as data: named operations over values with checked shapes, and weights that are read only when the
 * graph is written. Operations say what is computed (`attention`, `layer-norm`), not how: an adapter lowers them to
 * the form its runtime and provider execute best.
 */

/** A length known when the graph is built, or the name of one known when it runs (`batch`, `length`). */
export type Dimension = number | string;

export type ElementType = 'float32' | 'int32' | 'uint8';

/** One value that flows through a graph. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

/** Numbers of a weight, row-major, read when asked for and not kept. */
export type WeightData = () => Promise<Float32Array>;

/** A trained float32 parameter, or one derived from them at import. */
export interface Weight extends Value {
  readonly type: 'float32';
  readonly shape: readonly number[];
  readonly data: WeightData;
}

/** What a node computes. Shapes use `B`, `S` for the leading dimensions and `K`, `N`, `W` for widths. */
export type Operation =
  /** Converts the elements; values are kept. */
  | { readonly kind: 'cast'; readonly to: ElementType }
  /** Elementwise with NumPy broadcasting. */
  | { readonly kind: 'add' | 'subtract' | 'divide' }
  /** int32 1 where the element differs from `value`, else 0. */
  | { readonly kind: 'not-equal'; readonly value: number }
  /** x (…, K), weight (N, K) → x · weightᵀ (…, N). The layout of `torch.nn.Linear`; a bias (N) may follow. */
  | { readonly kind: 'linear' }
  /** x (…, K), weight (K, N) → x · weight (…, N). */
  | { readonly kind: 'project' }
  /** x (…, W), gain (W), bias (W): over the last axis, biased variance. */
  | { readonly kind: 'layer-norm'; readonly epsilon: number }
  /** x (B, C, H, W), weight (O, C, k, k), bias (O): zeros around the edge, the same stride both ways. */
  | { readonly kind: 'conv2d'; readonly stride: number; readonly padding: number }
  /** Means of `size` × `size` squares side by side of (B, C, H, W); what is left at the far edges is dropped. */
  | { readonly kind: 'average-pool'; readonly size: number }
  | { readonly kind: 'relu' | 'tanh' }
  /** Over one axis, which stays with length 1. */
  | { readonly kind: 'mean'; readonly axis: number }
  | { readonly kind: 'concat'; readonly axis: number }
  /** x · Φ(x), exact (erf). */
  | { readonly kind: 'gelu' }
  /** x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), `gelu_pytorch_tanh` of transformers. */
  | { readonly kind: 'gelu-tanh' }
  /** x · sigmoid(1.702 x). */
  | { readonly kind: 'quick-gelu' }
  /**
   * softmax(q·kᵀ / √(W / heads)) · v over q (B, Q, W), k and v (B, S, W). An int32 mask (B, S) may follow: −10000 is
   * added to the scores of keys whose mask is 0, as in BERT. `causal`: Q is S, and a place sees no place behind it.
   */
  | { readonly kind: 'attention'; readonly heads: number; readonly causal?: boolean }
  /** table (V, W), ids int32 (B, S) → rows (B, S, W). */
  | { readonly kind: 'embedding' }
  /** Same elements, another shape; at most one symbolic or -1 dimension per position is taken over from the input. */
  | { readonly kind: 'reshape'; readonly shape: readonly Dimension[] }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  /** `[start, end)` of one axis. */
  | { readonly kind: 'slice'; readonly axis: number; readonly start: number; readonly end: number }
  /** First rows (axis 0) of a table, as many as a second value has along `axis`. */
  | { readonly kind: 'rows-like'; readonly axis: number }
  /** x (B, S, W), ids int32 (B, S) → the row of x at the largest id, the first of them (B, W). */
  | { readonly kind: 'row-at-largest' }
  /** `count` zeros in front of axis 1. */
  | { readonly kind: 'pad-front'; readonly count: number }
  /** Equal parts of the last axis. */
  | { readonly kind: 'split'; readonly parts: number };

export interface Node {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** A whole tower, nodes in the order they run. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly weights: readonly Weight[];
  readonly nodes: readonly Node[];
}
