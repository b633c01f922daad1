import type { Role } from '../access/role.ts';
import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Page } from '../ports/collections.ts';
import type { Job, JobArtefact, JobStore } from '../ports/job-store.ts';
import { decodeOpaque, encodeOpaque } from '../search/opaque-cursor.ts';
import { badCursor, requirePageSize } from '../search/rank-cursor.ts';
import type { JobHandler } from './job-handler.ts';

export interface JobsDependencies {
  readonly store: JobStore;
  readonly handlers: readonly JobHandler[];
  /** Called after a job was queued here. */
  readonly onQueued: () => void;
  /** How often a watched job is looked at. Default: 500 ms. */
  readonly pollMs?: number;
}

const finished: readonly string[] = ['succeeded', 'failed', 'cancelled'];

/** More than there are. */
const maximumKinds = 100;

/** A page of jobs, newest first. */
export interface JobPage extends Page<Job> {
  readonly hasPreviousPage: boolean;
}

/** An artefact with the job that wrote it. */
export interface OwnedArtefact extends JobArtefact {
  readonly jobId: string;
  /** Who may have it. */
  readonly role: Role;
}

/** Opaque place of a job in the list. */
export function encodeJobCursor({ id }: Job): string {
  return encodeOpaque(`job:${id}`);
}

/** What callers do with jobs. */
export class Jobs {
  readonly #deps: JobsDependencies;

  constructor(deps: JobsDependencies) {
    this.#deps = deps;
  }

  /** Queues a job. @throws DomainError of the handler for an input that cannot work */
  async start(kind: string, input: JsonObject): Promise<Job> {
    const handler = this.#deps.handlers.find((each) => each.kind === kind);
    if (handler === undefined) throw new RangeError(`start: no handler for ${kind}`);
    const job = await this.#deps.store.enqueue(kind, await handler.prepare(input));
    this.#deps.onQueued();
    return job;
  }

  find(id: string): Promise<Job | undefined> {
    return this.#deps.store.find(id);
  }

  /** Who may have the files of such jobs, and stop or repeat them. */
  roleOf(kind: string): Role {
    return this.#deps.handlers.find((each) => each.kind === kind)?.role ?? 'editor';
  }

  async artefacts({ id: jobId, kind }: Pick<Job, 'id' | 'kind'>): Promise<readonly OwnedArtefact[]> {
    const role = this.roleOf(kind);
    return (await this.#deps.store.artefacts(jobId)).map((artefact) => ({ ...artefact, jobId, role }));
  }

  /** @throws DomainError INVALID_INPUT when `first` is not 1 to 200, there are too many kinds, or the cursor is bad */
  async list(first: number, after?: string | null, kinds?: readonly string[] | null): Promise<JobPage> {
    requirePageSize(first);
    if ((kinds?.length ?? 0) > maximumKinds) throw tooManyKinds(kinds!.length);
    const { store } = this.#deps;
    if (after == null)
      return { ...(await store.list(first, undefined, kinds ?? undefined)), hasPreviousPage: false };
    const id = /^job:(\d+)$/.exec(decodeOpaque(after) ?? '')?.[1];
    if (id === undefined) throw badCursor();
    return { ...(await store.list(first, id, kinds ?? undefined)), hasPreviousPage: true };
  }

  /** @throws DomainError NOT_FOUND */
  async cancel(id: string): Promise<Job> {
    return (await this.#deps.store.cancel(id)) ?? notFound(id);
  }

  /** @throws DomainError NOT_FOUND, INVALID_INPUT for a job that neither failed nor was cancelled */
  async retry(id: string): Promise<Job> {
    const job = await this.#deps.store.retry(id);
    if (job !== undefined) {
      this.#deps.onQueued();
      return job;
    }
    const { state } = (await this.find(id)) ?? notFound(id);
    throw new DomainError('INVALID_INPUT', `Job ${id} is ${state}.`, {
      remedy: 'Only a job that failed or was cancelled can be retried.',
      details: { state },
    });
  }

  /** @throws DomainError NOT_FOUND */
  async pause(id: string): Promise<Job> {
    return (await this.#deps.store.pause(id)) ?? notFound(id);
  }

  /** @throws DomainError NOT_FOUND, INVALID_INPUT for a job that is not paused */
  async resume(id: string): Promise<Job> {
    const job = await this.#deps.store.resume(id);
    if (job !== undefined) {
      this.#deps.onQueued();
      return job;
    }
    const { state } = (await this.find(id)) ?? notFound(id);
    throw new DomainError('INVALID_INPUT', `Job ${id} is ${state}.`, {
      remedy: 'Only a job that was paused can be resumed.',
      details: { state },
    });
  }

  /**
   * The job now and after each change, until it has ended. The first look is over once this settles, so that whoever limits the beginning of
   * watching limits it too.
   * @throws DomainError NOT_FOUND
   */
  async watch(id: string): Promise<AsyncIterableIterator<Job>> {
    const stopping = new AbortController();
    const changes = this.#changes((await this.find(id)) ?? notFound(id), stopping.signal);
    const watching: AsyncIterableIterator<Job> = {
      next: () => changes.next(),
      // A generator that waits takes no `return` before its next value, which may never come.
      return: () => {
        stopping.abort();
        return changes.return(undefined);
      },
      [Symbol.asyncIterator]: () => watching,
    };
    return watching;
  }

  async *#changes(first: Job, signal: AbortSignal): AsyncGenerator<Job, undefined> {
    let [job, revision] = [first, 0];
    while (!signal.aborted) {
      if (job.revision > revision) yield job;
      if (finished.includes(job.state)) return undefined;
      revision = job.revision;
      await new Promise((resolve) => setTimeout(resolve, this.#deps.pollMs ?? 500));
      if (!signal.aborted) job = (await this.find(job.id)) ?? notFound(job.id);
    }
    return undefined;
  }
}

function tooManyKinds(count: number): DomainError {
  return new DomainError('INVALID_INPUT', `${count} kinds of jobs were asked for.`, {
    remedy: `Send at most ${maximumKinds}, or none for all.`,
    details: { limit: maximumKinds },
  });
}

function notFound(id: string): never {
  throw new DomainError('NOT_FOUND', `There is no job ${id}.`, { details: { id } });
}
