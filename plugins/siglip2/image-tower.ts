import type { Graph, Value, Weight } from '../../core/graph/graph.ts';
import type { GraphBuilder } from '../../core/graph/graph-builder.ts';
import { pixelTower } from '../../core/graph/normalise-pixels.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import { Layers } from '../../core/towers/layers.ts';
import type { VisionConfiguration } from './configuration.ts';
import { Encoder } from './encoder.ts';

const head = 'vision_model.head';

/**
 * `SiglipVisionTransformer` of transformers' siglip/modeling_siglip.py: `pixels` uint8 (batch, n, n, 3) → `features`
 * (batch, width). Normalisation of pixels is part of the graph.
 */
export function imageTower(
  state: StateDict,
  configuration: VisionConfiguration,
  image: ImagePreprocessing,
): Graph {
  return pixelTower(image, (graph, picture) => new ImageTower(graph, state, configuration).features(picture));
}

class ImageTower {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #configuration: VisionConfiguration;
  readonly #layers: Layers;
  readonly #encoder: Encoder;

  constructor(graph: GraphBuilder, state: StateDict, configuration: VisionConfiguration) {
    this.#graph = graph;
    this.#state = state;
    this.#configuration = configuration;
    this.#layers = new Layers(graph, state, configuration.layerNormEpsilon);
    this.#encoder = new Encoder(graph, this.#layers, configuration);
  }

  /** Normalised picture (batch, n, n, 3) → features (batch, width). */
  features(picture: Value): Value {
    const tokens = this.#encoder.run(this.#tokens(picture), 'vision_model.encoder');
    return this.#pool(this.#layers.layerNorm(tokens, 'vision_model.post_layernorm'));
  }

  /** Patches through `patch_embedding`, plus positions: (batch, grid², width). */
  #tokens(picture: Value): Value {
    const { grid, patchSize, width } = this.#configuration;
    const graph = this.#graph;
    const cut = graph.reshape(this.#covered(picture), ['batch', grid, patchSize, grid, patchSize, 3]);
    const patches = graph.transpose(cut, [0, 1, 3, 5, 2, 4]); // (batch, grid, grid, 3, patch, patch)
    const flat = graph.reshape(patches, ['batch', grid * grid, 3 * patchSize * patchSize]);
    const name = 'vision_model.embeddings.patch_embedding';
    const convolution = this.#state.take(`${name}.weight`, [width, 3, patchSize, patchSize]);
    const kernel = graph.weight(`${name}.weight`, [width, 3 * patchSize * patchSize], convolution.data);
    const embedded = graph.linear(flat, kernel, this.#layers.weight(`${name}.bias`, [width]));
    const positions = 'vision_model.embeddings.position_embedding.weight';
    return graph.add(embedded, this.#layers.weight(positions, [grid * grid, width]));
  }

  /** The part of the picture that patches cover; a convolution leaves out what is no whole patch. */
  #covered(picture: Value): Value {
    const { grid, patchSize } = this.#configuration;
    const end = grid * patchSize;
    return [1, 2].reduce(
      (part, axis) => (part.shape[axis] === end ? part : this.#graph.slice(part, { axis, start: 0, end })),
      picture,
    );
  }

  /** `SiglipMultiheadAttentionPoolingHead`: a learned probe reads all tokens (batch, grid², width) → (batch, width). */
  #pool(tokens: Value): Value {
    const graph = this.#graph;
    const { width, heads } = this.#configuration;
    const [k, v] = graph.split(graph.linear(tokens, ...this.#keysAndValues()), 2);
    // One row of zeros for each picture, to which the query is added: it is the same for all.
    const zeros = graph.slice(graph.padFront(tokens, 1), { axis: 1, start: 0, end: 1 });
    const context = graph.attention(graph.add(zeros, this.#query()), k!, v!, { heads });
    const attended = this.#layers.linear(context, `${head}.attention.out_proj`, width);
    const hidden = this.#encoder.mlp(this.#layers.layerNorm(attended, `${head}.layernorm`), `${head}.mlp`);
    return graph.reshape(graph.add(attended, hidden), ['batch', width]);
  }

  /** The last two thirds of `in_proj`. */
  #keysAndValues(): [Weight, Weight] {
    const { width } = this.#configuration;
    const [matrix, bias] = this.#projection();
    return [
      this.#graph.weight(`${head}.attention.kv_weight`, [2 * width, width], async () =>
        (await matrix.data()).slice(width * width),
      ),
      this.#graph.weight(`${head}.attention.kv_bias`, [2 * width], async () =>
        (await bias.data()).slice(width),
      ),
    ];
  }

  /** The probe through the first third of `in_proj`: nothing in it depends on the picture. */
  #query(): Weight {
    const { width } = this.#configuration;
    const [matrix, bias] = this.#projection();
    const probe = this.#state.take(`${head}.probe`, [1, 1, width]);
    return this.#graph.weight(`${head}.query`, [width], async () => {
      const [rows, offsets, values] = await Promise.all([matrix.data(), bias.data(), probe.data()]);
      return Float32Array.from({ length: width }, (_, row) =>
        values.reduce((sum, value, i) => sum + value * rows[row * width + i]!, offsets[row]!),
      );
    });
  }

  #projection() {
    const { width } = this.#configuration;
    return [
      this.#state.take(`${head}.attention.in_proj_weight`, [3 * width, width]),
      this.#state.take(`${head}.attention.in_proj_bias`, [3 * width]),
    ] as const;
  }
}
