import type { Graph, Value } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { pixelTower } from '../graph/normalise-pixels.ts';
import type { ImagePreprocessing } from '../model/manifest.ts';
import type { StateDict } from '../model/state-dict.ts';
import { Layers } from './layers.ts';

/** Shape of a modified ResNet (`ModifiedResNet` of cn_clip/clip/model.py and of OpenAI's clip/model.py). */
export interface ResnetConfiguration {
  readonly imageSize: number;
  /** Channels behind the stem; the last stage has 32 times as many. */
  readonly width: number;
  /** Bottlenecks of each of the four stages. */
  readonly layers: readonly number[];
  /** Of the attention pooling. */
  readonly heads: number;
  readonly embeddingDimension: number;
}

/** What the weights tell of the configuration: all but the heads. */
export function resnetShape(state: StateDict): Omit<ResnetConfiguration, 'heads'> {
  const [width = 0] = state.shapeOf('visual.conv3.weight');
  const [positions = 0] = state.shapeOf('visual.attnpool.positional_embedding');
  const [embeddingDimension = 0] = state.shapeOf('visual.attnpool.c_proj.weight');
  const layers = [1, 2, 3, 4].map((stage) =>
    state.countLayers((i) => `visual.layer${stage}.${i}.conv1.weight`),
  );
  return { imageSize: Math.round(Math.sqrt(positions - 1)) * 32, width, layers, embeddingDimension };
}

/** Epsilon of `torch.nn.BatchNorm2d`. */
const batchNormEpsilon = 1e-5;

/**
 * `ModifiedResNet` of cn_clip/clip/model.py: `pixels` uint8 (batch, n, n, 3) → `features` (batch, dimension).
 * Normalisation of pixels is part of the graph, batch normalisation is folded into the convolution before it.
 */
export function resnetTower(
  state: StateDict,
  configuration: ResnetConfiguration,
  image: ImagePreprocessing,
): Graph {
  return pixelTower(image, (graph, picture) =>
    new ResnetTower(graph, state, configuration).features(graph.transpose(picture, [0, 3, 1, 2])),
  );
}

/** The same tower over pixels that are already normalised: `image` float32 (batch, 3, n, n), the original's input. */
export function resnetTowerOfTensor(state: StateDict, configuration: ResnetConfiguration): Graph {
  const graph = new GraphBuilder('image');
  const { imageSize } = configuration;
  const picture = graph.input('image', 'float32', ['batch', 3, imageSize, imageSize]);
  graph.output('features', new ResnetTower(graph, state, configuration).features(picture));
  return graph.build();
}

class ResnetTower {
  readonly #graph: GraphBuilder;
  readonly #state: StateDict;
  readonly #layers: Layers;
  readonly #configuration: ResnetConfiguration;

  constructor(graph: GraphBuilder, state: StateDict, configuration: ResnetConfiguration) {
    this.#graph = graph;
    this.#state = state;
    this.#configuration = configuration;
    this.#layers = new Layers(graph, state);
  }

  /** Normalised picture (batch, 3, n, n) → features (batch, dimension). */
  features(picture: Value): Value {
    let x = this.#stem(picture);
    this.#configuration.layers.forEach((blocks, stage) => {
      for (let i = 0; i < blocks; i++) {
        x = this.#bottleneck(x, `visual.layer${stage + 1}.${i}`, stage > 0 && i === 0 ? 2 : 1);
      }
    });
    return this.#attentionPool(x);
  }

  /** Three convolutions and an average pool in place of one convolution and a max pool. */
  #stem(picture: Value): Value {
    const graph = this.#graph;
    let x = graph.relu(this.#convolution(picture, 'visual.conv1', 'visual.bn1', { stride: 2, padding: 1 }));
    x = graph.relu(this.#convolution(x, 'visual.conv2', 'visual.bn2', { padding: 1 }));
    x = graph.relu(this.#convolution(x, 'visual.conv3', 'visual.bn3', { padding: 1 }));
    return graph.averagePool(x, 2);
  }

  /** `Bottleneck`: convolutions never stride; an average pool does, so that nothing aliases. */
  #bottleneck(x: Value, name: string, stride: number): Value {
    const graph = this.#graph;
    const shrunk = (value: Value) => (stride > 1 ? graph.averagePool(value, stride) : value);
    let y = graph.relu(this.#convolution(x, `${name}.conv1`, `${name}.bn1`));
    y = graph.relu(this.#convolution(y, `${name}.conv2`, `${name}.bn2`, { padding: 1 }));
    y = this.#convolution(shrunk(y), `${name}.conv3`, `${name}.bn3`);
    const isReshaped = stride > 1 || x.shape[1] !== y.shape[1];
    const shortcut = isReshaped
      ? this.#convolution(shrunk(x), `${name}.downsample.0`, `${name}.downsample.1`)
      : x;
    return graph.relu(graph.add(y, shortcut));
  }

  /** `AttentionPool2d`: the mean of all places attends to the places; only its own answer is computed. */
  #attentionPool(x: Value): Value {
    const graph = this.#graph;
    const { imageSize, heads, embeddingDimension } = this.#configuration;
    const width = x.shape[1] as number;
    const places = (imageSize / 32) ** 2;
    const flat = graph.transpose(graph.reshape(x, ['batch', width, places]), [0, 2, 1]);
    const positions = this.#layers.weight('visual.attnpool.positional_embedding', [1 + places, width]);
    const tokens = graph.add(graph.concat([graph.mean(flat, 1), flat], 1), positions); // (batch, 1 + places, width)
    const part = (value: Value, role: string, outer = width) =>
      this.#layers.linear(value, `visual.attnpool.${role}`, outer);
    const query = part(graph.slice(tokens, { axis: 1, start: 0, end: 1 }), 'q_proj');
    const pooled = graph.attention(query, part(tokens, 'k_proj'), part(tokens, 'v_proj'), { heads });
    return part(graph.reshape(pooled, ['batch', width]), 'c_proj', embeddingDimension);
  }

  /** A convolution without bias and the batch normalisation after it, as one convolution. */
  #convolution(
    x: Value,
    name: string,
    norm: string,
    options: { readonly stride?: number; readonly padding?: number } = {},
  ): Value {
    const [outer = 0, inner = 0, height = 0, width = 0] = this.#state.shapeOf(`${name}.weight`);
    const kernel = this.#state.take(`${name}.weight`, [outer, inner, height, width]);
    const [gain, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      this.#state.take(`${norm}.${part}`, [outer]),
    );
    const scales = async () => {
      const [gains, variances] = await Promise.all([gain!.data(), variance!.data()]);
      return Float64Array.from(gains, (value, i) => value / Math.sqrt(variances[i]! + batchNormEpsilon));
    };
    const folded = this.#graph.weight(`${name}.weight`, kernel.shape, async () => {
      const [values, scale] = await Promise.all([kernel.data(), scales()]);
      const each = inner * height * width;
      return values.map((value, i) => value * scale[Math.floor(i / each)]!);
    });
    const shift = this.#graph.weight(`${norm}.bias`, [outer], async () => {
      const [biases, means, scale] = await Promise.all([bias!.data(), mean!.data(), scales()]);
      return biases.map((value, i) => value - means[i]! * scale[i]!);
    });
    return this.#graph.conv2d(x, folded, shift, {
      stride: options.stride ?? 1,
      padding: options.padding ?? 0,
    });
  }
}
