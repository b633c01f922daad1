import { seededRandom } from '../core/numeric/seeded-random.ts';
import { normalise } from '../core/numeric/vectors.ts';

export interface ClusteredVectorsOptions {
  readonly dimension: number;
  readonly clusters: number;
}

/** Directions in which clusters, and the vectors of one, differ. */
const latentDimension = 64;
/** Spread of a cluster beside that of the centres: two of its vectors have a cosine of about 0.7. */
const spread = 0.6;
/** In every direction, beside the latent ones. */
const noise = 0.05;

/**
 * Unit vectors that lie as embeddings do: in clusters of unequal size, most of them apart in few of all directions. The i-th is the
 * same in every run.
 */
export class ClusteredVectors {
  readonly #dimension: number;
  readonly #centres: readonly Float32Array[];
  /** Row by row: what each latent direction adds to each value. */
  readonly #directions: readonly Float32Array[];

  constructor({ dimension, clusters }: ClusteredVectorsOptions) {
    const random = seededRandom(1);
    this.#dimension = dimension;
    this.#directions = Array.from({ length: dimension }, () => gaussians(random, latentDimension));
    this.#centres = Array.from({ length: clusters }, () => gaussians(random, latentDimension));
  }

  /** In which cluster the i-th lies. The first are the largest: half of all vectors are in a quarter of them. */
  clusterOf(index: number): number {
    return this.#draw(seededRandomOf(index));
  }

  vector(index: number): Float32Array {
    const random = seededRandomOf(index);
    const centre = this.#centres[this.#draw(random)]!;
    const latent = gaussians(random, latentDimension).map((value, i) => centre[i]! + spread * value);
    const own = gaussians(random, this.#dimension);
    const scale = noise * Math.sqrt(latentDimension);
    const vector = new Float32Array(this.#dimension);
    for (let d = 0; d < this.#dimension; d++) {
      const row = this.#directions[d]!;
      let sum = scale * own[d]!;
      for (let i = 0; i < latentDimension; i++) sum += row[i]! * latent[i]!;
      vector[d] = sum;
    }
    return normalise(vector);
  }

  #draw(random: () => number): number {
    return Math.floor(this.#centres.length * random() ** 2);
  }
}

function seededRandomOf(index: number): () => number {
  return seededRandom(Math.imul(index + 1, 0x9e3779b1));
}

/** Normally distributed numbers (Box and Muller). */
function gaussians(random: () => number, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
