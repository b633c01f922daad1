import type { Collection } from '../../core/ports/collections.ts';
import type { IndexBuilder, IndexStatus } from '../../core/ports/index-builder.ts';
import type { IndexSettings } from '../../core/search/indexes/index-settings.ts';
import type { RecallEstimate } from '../../core/search/indexes/measure-recall.ts';

/** Builds nothing and writes down what it was asked for. */
export class FakeIndexBuilder implements IndexBuilder {
  readonly calls: string[] = [];
  buildJobId: string | null = null;
  recall: RecallEstimate | null = null;
  /** Called by `create`. */
  building: () => Promise<void> = async () => undefined;

  async status(): Promise<IndexStatus> {
    return { sizeBytes: 0, buildJobId: this.buildJobId, recall: this.recall };
  }

  async claim(_: Collection, jobId: string): Promise<boolean> {
    if (this.buildJobId !== null) return false;
    this.buildJobId = jobId;
    return true;
  }

  async create(_: Collection, { kind }: IndexSettings): Promise<void> {
    this.calls.push(`create ${kind}`);
    await this.building();
  }

  async progress(): Promise<number | undefined> {
    return 0.5;
  }

  async use(_: Collection, { kind }: IndexSettings): Promise<void> {
    this.calls.push(`use ${kind}`);
  }

  async release(): Promise<void> {
    this.calls.push('release');
    this.buildJobId = null;
  }

  async noteRecall(_: Collection, recall: RecallEstimate): Promise<void> {
    this.recall = recall;
  }
}
