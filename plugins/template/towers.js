import { GraphBuilder, normalisePixels } from 'tuwen/plugin';

/**
 * @typedef {import('tuwen/plugin').StateDict} StateDict
 * @typedef {import('tuwen/plugin').Value} Value
 * @typedef {import('tuwen/plugin').Graph} Graph
 */

/** Width of an attention head; weights do not tell it. */
const headWidth = 16;

const epsilon = 1e-5;

/**
 * `pixels` uint8 (batch, n, n, 3) → `features` float32 (batch, dimension).
 * @param {StateDict} state
 * @param {import('tuwen/plugin').ImagePreprocessing} image
 * @param {{ width: number, patch: number, dimension: number }} shape
 * @returns {Graph}
 */
export function imageTower(state, image, { width, patch, dimension }) {
  const tower = new Tower('image', state, width);
  const { graph } = tower;
  const grid = image.size / patch;
  const elements = 3 * patch * patch;
  const pixels = graph.input('pixels', 'uint8', ['batch', image.size, image.size, 3]);
  const cut = graph.reshape(normalisePixels(graph, pixels, image), ['batch', grid, patch, grid, patch, 3]);
  const patches = graph.transpose(cut, [0, 1, 3, 5, 2, 4]); // (batch, grid, grid, 3, patch, patch)
  const rows = graph.reshape(patches, ['batch', grid * grid, elements]);
  const tokens = graph.padFront(graph.linear(rows, tower.weight('patches.weight', [width, elements])), 1);
  const positions = tower.weight('positions', [1 + grid * grid, width]);
  return tower.finish(graph.add(tokens, positions), dimension);
}

/**
 * `ids` int32 (batch, length), padded on the right → `features` float32 (batch, dimension).
 * @param {StateDict} state
 * @param {{ width: number, vocabularySize: number, positions: number, dimension: number, padId: number }} shape
 * @returns {Graph}
 */
export function textTower(state, { width, vocabularySize, positions, dimension, padId }) {
  const tower = new Tower('text', state, width);
  const { graph } = tower;
  const ids = graph.input('ids', 'int32', ['batch', 'length']);
  const words = graph.embedding(tower.weight('words.weight', [vocabularySize, width]), ids);
  const rows = graph.rowsLike(tower.weight('positions', [positions, width]), ids, 1);
  // Padding is masked, so that a vector does not depend on the longest text of its batch.
  return tower.finish(graph.add(words, rows), dimension, graph.notEqual(ids, padId));
}

/** What both towers share. Weights are named `image.…` and `text.…`. */
class Tower {
  /**
   * @param {'image' | 'text'} name
   * @param {StateDict} state
   * @param {number} width
   */
  constructor(name, state, width) {
    this.name = name;
    this.state = state;
    this.width = width;
    this.graph = new GraphBuilder(name);
  }

  /**
   * Takes a weight: it must be there, in this shape.
   * @param {string} name
   * @param {readonly number[]} shape
   */
  weight(name, shape) {
    const full = `${this.name}.${name}`;
    return this.graph.weight(full, shape, this.state.take(full, shape).data);
  }

  /**
   * Every block; then the first token, normalised and projected.
   * @param {Value} x (batch, tokens, width)
   * @param {number} dimension
   * @param {Value} [mask]
   */
  finish(x, dimension, mask) {
    const { graph, state, width } = this;
    const layers = state.countLayers((i) => `${this.name}.blocks.${i}.norm1.weight`);
    let y = x;
    for (let i = 0; i < layers; i++) y = this.block(y, `blocks.${i}`, mask);
    const first = graph.reshape(graph.slice(y, { axis: 1, start: 0, end: 1 }), ['batch', width]);
    const projection = this.weight('projection.weight', [dimension, width]);
    graph.output('features', graph.linear(this.norm(first, 'norm'), projection));
    return graph.build();
  }

  /**
   * Attention and feed-forward, each normalised first and added to its input.
   * @param {Value} x
   * @param {string} name
   * @param {Value} [mask]
   */
  block(x, name, mask) {
    const { graph, width } = this;
    const joint = this.linear(this.norm(x, `${name}.norm1`), `${name}.qkv`, 3 * width, width);
    const [q, k, v] = /** @type {[Value, Value, Value]} */ (graph.split(joint, 3));
    const options = { heads: width / headWidth, ...(mask === undefined ? {} : { mask }) };
    const context = graph.attention(q, k, v, options);
    const y = graph.add(x, this.linear(context, `${name}.out`, width, width));
    const hidden = graph.gelu(this.linear(this.norm(y, `${name}.norm2`), `${name}.up`, 4 * width, width));
    return graph.add(y, this.linear(hidden, `${name}.down`, width, 4 * width));
  }

  /**
   * @param {Value} x
   * @param {string} name
   * @param {number} width
   * @param {number} inner
   */
  linear(x, name, width, inner) {
    return this.graph.linear(
      x,
      this.weight(`${name}.weight`, [width, inner]),
      this.weight(`${name}.bias`, [width]),
    );
  }

  /**
   * @param {Value} x
   * @param {string} name
   */
  norm(x, name) {
    const shape = [this.width];
    return this.graph.layerNorm(
      x,
      this.weight(`${name}.weight`, shape),
      this.weight(`${name}.bias`, shape),
      epsilon,
    );
  }
}
