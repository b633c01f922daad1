import { DomainError } from '../../core/errors.ts';
import type { Dataset, DatasetRegistry } from '../../core/ports/dataset-registry.ts';

/** Data sets in memory. */
export class FakeDatasetRegistry implements DatasetRegistry {
  readonly #datasets = new Map<string, Dataset>();

  async list(): Promise<readonly Dataset[]> {
    return [...this.#datasets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async find(name: string): Promise<Dataset | undefined> {
    return this.#datasets.get(name);
  }

  async add(name: string, source: Dataset['source']): Promise<Dataset> {
    if (this.#datasets.has(name))
      throw new DomainError('ALREADY_EXISTS', `There is already a data set "${name}".`);
    const dataset = { name, source, createdAt: new Date() };
    this.#datasets.set(name, dataset);
    return dataset;
  }

  async remove(name: string): Promise<boolean> {
    return this.#datasets.delete(name);
  }
}
