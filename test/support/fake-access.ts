import type { ApiKey, ApiKeyStore, StoredApiKey } from '../../core/ports/api-key-store.ts';
import type { AuditEntry, AuditFilter, AuditStore, NewAuditEntry } from '../../core/ports/audit-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Page } from '../../core/ports/collections.ts';

/** API keys in memory. */
export class FakeApiKeyStore implements ApiKeyStore {
  readonly #clock: Clock;
  readonly #keys = new Map<string, StoredApiKey>();

  constructor(clock: Clock = { now: () => new Date() }) {
    this.#clock = clock;
  }

  async add(key: Parameters<ApiKeyStore['add']>[0], secretSha256: string): Promise<ApiKey> {
    const added = { ...key, createdAt: this.#clock.now(), revokedAt: null, lastUsedAt: null };
    this.#keys.set(key.id, { key: added, secretSha256 });
    return added;
  }

  async list(): Promise<readonly ApiKey[]> {
    return [...this.#keys.values()].map(({ key }) => key).reverse();
  }

  async find(id: string): Promise<StoredApiKey | undefined> {
    return this.#keys.get(id);
  }

  async revoke(id: string): Promise<ApiKey | undefined> {
    return this.#change(id, ({ revokedAt }) => ({ revokedAt: revokedAt ?? this.#clock.now() }));
  }

  async touch(id: string): Promise<void> {
    this.#change(id, () => ({ lastUsedAt: this.#clock.now() }));
  }

  #change(id: string, changes: (key: ApiKey) => Partial<ApiKey>): ApiKey | undefined {
    const stored = this.#keys.get(id);
    if (stored === undefined) return undefined;
    const key = { ...stored.key, ...changes(stored.key) };
    this.#keys.set(id, { ...stored, key });
    return key;
  }
}

/** An audit log in memory. */
export class FakeAuditStore implements AuditStore {
  readonly #clock: Clock;
  #entries: readonly AuditEntry[] = [];
  #lastId = 0;

  constructor(clock: Clock = { now: () => new Date() }) {
    this.#clock = clock;
  }

  async add(entry: NewAuditEntry): Promise<void> {
    this.#lastId++;
    this.#entries = [{ ...entry, id: String(this.#lastId), at: this.#clock.now() }, ...this.#entries];
  }

  async list(
    first: number,
    beforeId?: string,
    { action, actor, hasFailed }: AuditFilter = {},
  ): Promise<Page<AuditEntry>> {
    const older = this.#entries.filter(
      (entry) =>
        (beforeId === undefined || Number(entry.id) < Number(beforeId)) &&
        (action === undefined || entry.action === action) &&
        (actor === undefined || entry.actor === actor) &&
        (hasFailed === undefined || (entry.outcome !== 'OK') === hasFailed),
    );
    return { nodes: older.slice(0, first), hasNextPage: older.length > first };
  }

  async deleteBefore(at: Date): Promise<void> {
    this.#entries = this.#entries.filter((entry) => entry.at >= at);
  }
}
