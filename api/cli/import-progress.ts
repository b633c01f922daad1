import cliProgress from 'cli-progress';
import type { Job } from '../../core/ports/job-store.ts';

/** Shows how far an import is on a terminal: a bar, or only a number where nobody knows how many items there are. */
export class ImportProgress {
  readonly #stream: NodeJS.WritableStream;
  #bar: cliProgress.SingleBar | undefined;

  constructor(stream: NodeJS.WritableStream = process.stderr) {
    this.#stream = stream;
  }

  show({ progress }: Pick<Job, 'progress'>): void {
    if (progress === null) return;
    this.#bar ??= this.#start(progress.total);
    this.#bar.update(progress.done);
  }

  stop(): void {
    this.#bar?.stop();
  }

  #start(total: number | undefined): cliProgress.SingleBar {
    const format = total === undefined ? 'Items {value}' : 'Items {bar} {value}/{total}';
    const bar = new cliProgress.SingleBar({ format, stream: this.#stream });
    bar.start(total ?? 0, 0);
    return bar;
  }
}
