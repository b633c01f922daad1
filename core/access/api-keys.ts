import { DomainError } from '../errors.ts';
import type { ApiKey, ApiKeyStore, StoredApiKey } from '../ports/api-key-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeySecrets } from '../ports/key-secrets.ts';
import { isStorable } from '../search/storable-text.ts';
import type { Identity } from './identity.ts';
import type { Role } from './role.ts';

const pattern = /^tuwen_([a-z2-7]{8})_([A-Za-z0-9_-]{43})$/;
const maximumNameLength = 64;
const maximumDays = 3650;
const dayMs = 24 * 60 * 60 * 1000;

/** How long another process may take to notice that a key was revoked. */
const rememberedMs = 5000;
/** How exact `lastUsedAt` is. */
const touchedMs = 10 * 60 * 1000;

export interface NewApiKey {
  /** 1 to 64 characters, for people. */
  readonly name: string;
  readonly role: Role;
  /** 1 to 3,650; left out: it does not expire. */
  readonly expiresInDays?: number | null | undefined;
}

/** Keys of the form `tuwen_<id>_<secret>`. Of the secret only a hash is kept, so it is shown once. */
export class ApiKeys {
  readonly #store: ApiKeyStore;
  readonly #secrets: KeySecrets;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, { readonly stored: StoredApiKey; readonly until: number }>();

  /** By this process. */
  readonly #revoked = new Set<string>();

  constructor(deps: { readonly store: ApiKeyStore; readonly secrets: KeySecrets; readonly clock: Clock }) {
    this.#store = deps.store;
    this.#secrets = deps.secrets;
    this.#clock = deps.clock;
  }

  /** Makes a key; `token` is never shown again. @throws DomainError INVALID_INPUT */
  async create(
    { name, role, expiresInDays }: NewApiKey,
    by: Identity,
  ): Promise<{ readonly key: ApiKey; readonly token: string }> {
    requireName(name);
    const expiresAt = expiresInDays == null ? null : this.#inDays(expiresInDays);
    const { id, secret } = this.#secrets.draw();
    const createdBy = `${by.kind} ${by.subject}`;
    const key = await this.#store.add({ id, name, role, createdBy, expiresAt }, this.#secrets.digest(secret));
    return { key, token: `tuwen_${id}_${secret}` };
  }

  /** Newest first, revoked and expired ones included. */
  list(): Promise<readonly ApiKey[]> {
    return this.#store.list();
  }

  /** Here at once, in other processes within five seconds. @throws DomainError NOT_FOUND */
  async revoke(id: string): Promise<ApiKey> {
    const key = await this.#store.revoke(id);
    if (key !== undefined) {
      this.#revoked.add(id);
      this.#remembered.delete(id);
      return key;
    }
    throw new DomainError('NOT_FOUND', `There is no API key "${id.slice(0, 40)}".`, {
      remedy: 'An id is the eight characters after `tuwen_`.',
    });
  }

  /** The key of a token; undefined when it is none, is wrong, has expired or was revoked. */
  async find(token: string): Promise<ApiKey | undefined> {
    const [, id, secret] = pattern.exec(token) ?? [];
    if (id === undefined || secret === undefined) return undefined;
    const stored = await this.#recall(id);
    if (stored === undefined || !this.#secrets.matches(secret, stored.secretSha256)) return undefined;
    const { key } = stored;
    // What was read before it was revoked may come in after.
    if (this.#revoked.has(id)) return undefined;
    const isOver = key.expiresAt !== null && key.expiresAt.getTime() <= this.#now();
    if (isOver || key.revokedAt !== null) return undefined;
    await this.#noteUse(stored);
    return key;
  }

  /** From memory, so that a busy key does not ask the database at every request. */
  async #recall(id: string): Promise<StoredApiKey | undefined> {
    const remembered = this.#remembered.get(id);
    if (remembered !== undefined && remembered.until > this.#now()) return remembered.stored;
    const stored = await this.#store.find(id);
    if (stored === undefined) return undefined;
    this.#remembered.set(id, { stored, until: this.#now() + rememberedMs });
    return stored;
  }

  async #noteUse({ key, secretSha256 }: StoredApiKey): Promise<void> {
    const now = this.#clock.now();
    if (key.lastUsedAt !== null && key.lastUsedAt.getTime() >= now.getTime() - touchedMs) return;
    const used = { key: { ...key, lastUsedAt: now }, secretSha256 };
    this.#remembered.set(key.id, { stored: used, until: now.getTime() + rememberedMs });
    await this.#store.touch(key.id);
  }

  #inDays(days: number): Date {
    if (Number.isInteger(days) && days >= 1 && days <= maximumDays)
      return new Date(this.#now() + days * dayMs);
    throw new DomainError('INVALID_INPUT', `A key cannot expire in ${days} days.`, {
      remedy: `Use 1 to ${maximumDays}, or leave it out for a key that does not expire.`,
    });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

function requireName(name: string): void {
  if (name.trim() !== '' && name.length <= maximumNameLength && isStorable(name)) return;
  throw new DomainError('INVALID_INPUT', 'The name of the key is empty, too long or not well-formed.', {
    remedy: `Use 1 to ${maximumNameLength} characters that say who or what uses it.`,
    details: { limit: maximumNameLength },
  });
}
