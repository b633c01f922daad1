import type { AsCaller } from '../batching/batch-queue.ts';
import { DomainError } from '../errors.ts';
import type { AuditEntry, AuditFilter, AuditStore } from '../ports/audit-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page } from '../ports/collections.ts';
import { decodeOpaque, encodeOpaque } from '../search/opaque-cursor.ts';
import { badCursor, requirePageSize } from '../search/rank-cursor.ts';
import type { Identity } from './identity.ts';
import { shortenArguments } from './shorten-arguments.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A page of entries, newest first. */
export interface AuditPage extends Page<AuditEntry> {
  readonly hasPreviousPage: boolean;
}

/** A change, or an attempt at one. */
export interface Change {
  readonly by: Identity;
  readonly action: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
}

export interface AuditLogOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
  /** Days that entries are kept; 0: for ever. */
  readonly keepDays: number;
  readonly asCaller: AsCaller;
  readonly log: (message: string, error: unknown) => void;
}

/** Opaque place of an entry in the log. */
export function encodeAuditCursor({ id }: AuditEntry): string {
  return encodeOpaque(`audit:${id}`);
}

/** Who changed what, when, and what came of it. */
export class AuditLog {
  readonly #options: AuditLogOptions;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  /** Makes a change and writes down what came of it. */
  async around<T>(change: Change, make: () => Promise<T>): Promise<T> {
    try {
      const result = await make();
      await this.record(change, 'OK');
      return result;
    } catch (error) {
      await this.record(change, error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR');
      throw error;
    }
  }

  /**
   * What was done stays done: an entry that cannot be written goes to the server's log instead, and one is written also for
   * a caller who has left.
   */
  async record({ by, action, arguments: given, requestId }: Change, outcome: string): Promise<void> {
    const entry = {
      actorKind: by.kind,
      actor: by.subject,
      role: by.role ?? null,
      action,
      arguments: shortenArguments(given),
      outcome,
      requestId: requestId ?? null,
    };
    try {
      await this.#options.asCaller({ priority: 'interactive' }, () => this.#options.store.add(entry));
    } catch (error) {
      this.#options.log(`audit log: ${JSON.stringify(entry)} was not written`, error);
    }
  }

  /** @throws DomainError INVALID_INPUT when `first` is not 1 to 200 or the cursor is bad */
  async list(first: number, after?: string | null, filter: AuditFilter = {}): Promise<AuditPage> {
    requirePageSize(first);
    const { store } = this.#options;
    if (after == null) return { ...(await store.list(first, undefined, filter)), hasPreviousPage: false };
    const id = /^audit:(\d{1,18})$/.exec(decodeOpaque(after) ?? '')?.[1];
    if (id === undefined) throw badCursor();
    return { ...(await store.list(first, id, filter)), hasPreviousPage: true };
  }

  /** Deletes what is older than it is to be kept. */
  async deleteOld(): Promise<void> {
    const { store, clock, keepDays } = this.#options;
    if (keepDays > 0) await store.deleteBefore(new Date(clock.now().getTime() - keepDays * dayMs));
  }
}
