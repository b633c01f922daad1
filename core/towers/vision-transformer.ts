import type { Graph, Value, Weight } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { pixelTower } from '../graph/normalise-pixels.ts';
import type { ImagePreprocessing } from '../model/manifest.ts';
import type { StateDict } from '../model/state-dict.ts';
import { resizePositions } from '../numeric/resize-positions.ts';
import { Layers } from './layers.ts';

/** Shape of a vision transformer (`VisualTransformer` of cn_clip/clip/model.py, `VisionTransformer` of OpenAI's). */
export interface VisionConfiguration {
  /** Where it is not what the position embedding was trained for, that is stretched. */
  readonly imageSize: number;
  readonly patchSize: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly embeddingDimension: number;
  /** Of the feed-forward layers. Default: `quick-gelu`. */
  readonly activation?: 'quick-gelu' | 'gelu';
}

/** What the weights tell of the configuration: all but heads and activation. */
export function visionShape(state: StateDict): Omit<VisionConfiguration, 'heads' | 'activation'> {
  const [width = 0, , patchSize = 0] = state.shapeOf('visual.conv1.weight');
  const [positions = 0] = state.shapeOf('visual.positional_embedding');
  const [, embeddingDimension = 0] = state.shapeOf('visual.proj');
  return {
    imageSize: Math.round(Math.sqrt(positions - 1)) * patchSize,
    patchSize,
    width,
    layers: state.countLayers((i) => `visual.transformer.resblocks.${i}.ln_1.weight`),
    embeddingDimension,
  };
}

/**
 * `VisualTransformer` of cn_clip/clip/model.py: `pixels` uint8 (batch, n, n, 3) → `features` (batch, dimension).
 * Normalisation of pixels is part of the graph. In the last block only the class token is computed, because nothing else is read.
 */
export function visionTower(
  state: StateDict,
  configuration: VisionConfiguration,
  image: ImagePreprocessing,
): Graph {
  return pixelTower(image, (graph, picture) =>
    new VisionTower(graph, state, configuration).features(picture),
  );
}

/** The same tower over pixels that are already normalised: `image` float32 (batch, 3, n, n), the original's input. */
export function visionTowerOfTensor(state: StateDict, configuration: VisionConfiguration): Graph {
  const graph = new GraphBuilder('image');
  const size = configuration.imageSize;
  const tensor = graph.input('image', 'float32', ['batch', 3, size, size]);
  graph.output(
    'features',
    new VisionTower(graph, state, configuration).features(graph.transpose(tensor, [0, 2, 3, 1])),
  );
  return graph.build();
}

class VisionTower {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #layers: Layers;
  readonly #configuration: VisionConfiguration;

  constructor(graph: GraphBuilder, state: StateDict, configuration: VisionConfiguration) {
    this.#graph = graph;
    this.#state = state;
    this.#configuration = configuration;
    this.#layers = new Layers(graph, state);
  }

  /** Normalised picture (batch, n, n, 3) → features (batch, dimension). */
  features(picture: Value): Value {
    const { layers, width, embeddingDimension } = this.#configuration;
    let x = this.#layers.layerNorm(this.#tokens(picture), 'visual.ln_pre');
    for (let i = 0; i < layers; i++)
      x = this.#block(x, `visual.transformer.resblocks.${i}`, i === layers - 1);
    const pooled = this.#layers.layerNorm(this.#graph.reshape(x, ['batch', width]), 'visual.ln_post');
    return this.#graph.project(pooled, this.#layers.weight('visual.proj', [width, embeddingDimension]));
  }

  /** Patches through `conv1`, the class embedding in front, plus positions: (batch, 1 + patches, width). */
  #tokens(picture: Value): Value {
    const { imageSize, patchSize, width } = this.#configuration;
    const grid = imageSize / patchSize;
    const graph = this.#graph;
    const cut = graph.reshape(picture, ['batch', grid, patchSize, grid, patchSize, 3]);
    const patches = graph.transpose(cut, [0, 1, 3, 5, 2, 4]); // (batch, grid, grid, 3, patch, patch)
    const flat = graph.reshape(patches, ['batch', grid * grid, 3 * patchSize * patchSize]);
    const conv = this.#state.take('visual.conv1.weight', [width, 3, patchSize, patchSize]);
    const kernel = graph.weight('visual.conv1.weight', [width, 3 * patchSize * patchSize], conv.data);
    return graph.add(graph.padFront(graph.linear(flat, kernel), 1), this.#positions(1 + grid * grid));
  }

  /** Positional embedding whose first row has the class embedding added: the padded row is zero there. */
  #positions(count: number): Weight {
    const { width } = this.#configuration;
    const [stored = 0] = this.#state.shapeOf('visual.positional_embedding');
    const [from, to] = [stored, count].map((positions) => Math.round(Math.sqrt(positions - 1))) as [
      number,
      number,
    ];
    const classEmbedding = this.#state.take('visual.class_embedding', [width]);
    const positions = this.#state.take('visual.positional_embedding', [1 + from * from, width]);
    return this.#graph.weight('visual.class_and_positional_embedding', [count, width], async () => {
      const [first, own] = await Promise.all([classEmbedding.data(), positions.data()]);
      const table = from === to ? own : resizePositions(own, from, to, width);
      for (let i = 0; i < width; i++) table[i]! += first[i]!;
      return table;
    });
  }

  /** `ResidualAttentionBlock`; the last one keeps the class token only. */
  #block(x: Value, name: string, isLast: boolean): Value {
    const graph = this.#graph;
    const { width } = this.#configuration;
    const attended = this.#attention(x, name, isLast);
    const residual = graph.add(isLast ? this.#classToken(x) : x, attended);
    const normalised = this.#layers.layerNorm(residual, `${name}.ln_2`);
    const [inner = 0] = this.#state.shapeOf(`${name}.mlp.c_fc.weight`);
    const widened = this.#layers.linear(normalised, `${name}.mlp.c_fc`, inner);
    const hidden = this.#configuration.activation === 'gelu' ? graph.gelu(widened) : graph.quickGelu(widened);
    return graph.add(residual, this.#layers.linear(hidden, `${name}.mlp.c_proj`, width));
  }

  #attention(x: Value, name: string, isLast: boolean): Value {
    const graph = this.#graph;
    const { width, heads } = this.#configuration;
    const normalised = this.#layers.layerNorm(x, `${name}.ln_1`);
    const queried = isLast ? this.#classToken(normalised) : normalised;
    const [q, k, v] = [queried, normalised, normalised].map((input, part) =>
      this.#layers.inProjection(input, `${name}.attn`, part),
    );
    return this.#layers.linear(graph.attention(q!, k!, v!, { heads }), `${name}.attn.out_proj`, width);
  }

  #classToken(x: Value): Value {
    return this.#graph.slice(x, { axis: 1, start: 0, end: 1 });
  }
}
