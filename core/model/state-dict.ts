import { DomainError } from '../errors.ts';
import type { WeightData } from '../graph/graph.ts';
import { elementCount, formatShape } from '../graph/shapes.ts';
import { roundToFloat16 } from '../numeric/half.ts';
import { toFloat32 } from '../numeric/to-float32.ts';
import type { CheckpointTensor } from '../ports/checkpoint.ts';

/** A weight of a checkpoint as a graph wants it. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly data: WeightData;
}

/**
 * Named float32 weights of a checkpoint. It remembers which were taken, so that whatever is left over can be reported:
 * a key nobody reads means the architecture was not understood.
 */
export class StateDict {
  readonly #tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly #roundToHalf: (name: string) => boolean;
  readonly #taken = new Set<string>();

  /** `roundToHalf` names the weights that are rounded to float16 before use. */
  constructor(
    tensors: ReadonlyMap<string, CheckpointTensor>,
    roundToHalf: (name: string) => boolean = () => false,
  ) {
    this.#tensors = tensors;
    this.#roundToHalf = roundToHalf;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** Shape of a weight. @throws DomainError CHECKPOINT_MISMATCH when it is missing. */
  shapeOf(name: string): readonly number[] {
    return this.#find(name).shape;
  }

  /** How many layers there are, by a key that each has. @throws DomainError CHECKPOINT_MISMATCH when there is none. */
  countLayers(key: (index: number) => string): number {
    let layers = 0;
    while (this.has(key(layers))) layers++;
    return layers > 0 ? layers : this.#missing(key(0));
  }

  /** A weight of a known shape. @throws DomainError CHECKPOINT_MISMATCH when it is missing or has another shape. */
  take(name: string, shape: readonly number[]): StateTensor {
    const tensor = this.#find(name);
    if (formatShape(tensor.shape) !== formatShape(shape)) {
      throw new DomainError(
        'CHECKPOINT_MISMATCH',
        `The weight ${name} has the shape ${formatShape(tensor.shape)}, expected ${formatShape(shape)}.`,
        {
          remedy: 'Check that the configuration and the vocabulary belong to this checkpoint.',
          details: { name },
        },
      );
    }
    this.#taken.add(name);
    return { shape, data: () => this.#read(name, tensor) };
  }

  /** Elements of all weights taken so far whose name passes `filter`. */
  countTaken(filter: (name: string) => boolean): number {
    return [...this.#taken]
      .filter(filter)
      .reduce((sum, name) => sum + elementCount(this.#find(name).shape), 0);
  }

  /** Keys nobody took. */
  leftOver(): readonly string[] {
    return [...this.#tensors.keys()].filter((name) => !this.#taken.has(name));
  }

  /**
   * Ends a description, after every tower has taken its weights.
   * @throws DomainError CHECKPOINT_MISMATCH naming what is left over
   */
  refuseLeftOver(fileName: string): void {
    const names = this.leftOver();
    if (names.length === 0) return;
    const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? `, … (${names.length} in all)` : '');
    throw new DomainError(
      'CHECKPOINT_MISMATCH',
      `${fileName} has weights that no part of the model uses: ${shown}.`,
      {
        remedy: 'It belongs to another architecture or another configuration.',
        details: { names: names.slice(0, 50) },
      },
    );
  }

  #find(name: string): CheckpointTensor {
    return this.#tensors.get(name) ?? this.#missing(name);
  }

  #missing(name: string): never {
    throw new DomainError('CHECKPOINT_MISMATCH', `The checkpoint has no weight ${name}.`, {
      remedy: 'Check that it is a complete checkpoint of this architecture.',
      details: { name },
    });
  }

  async #read(name: string, tensor: CheckpointTensor): Promise<Float32Array> {
    const values = toFloat32(await tensor.read(), tensor.type);
    if (this.#roundToHalf(name)) roundToFloat16(values);
    return values;
  }
}
