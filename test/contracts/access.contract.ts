import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiKeyStore } from '../../core/ports/api-key-store.ts';
import type { AuditFilter, AuditStore, NewAuditEntry } from '../../core/ports/audit-store.ts';

export interface AccessParts {
  readonly keys: ApiKeyStore;
  readonly audit: AuditStore;
  close(): Promise<void>;
}

const digest = 'ab'.repeat(32);
const entry: NewAuditEntry = {
  actorKind: 'api-key',
  actor: 'abcdefgh',
  role: 'editor',
  action: 'deleteCollection',
  arguments: { name: '图', list: [1, { deep: null }] },
  outcome: 'OK',
  requestId: 'request',
};

/** Behaviour that every {@link ApiKeyStore} and {@link AuditStore} has. */
export function describeAccessStores(name: string, open: () => Promise<AccessParts>): void {
  describe(`access stores: ${name}`, () => {
    let parts: AccessParts;
    beforeAll(async () => {
      parts = await open();
    }, 60_000);
    afterAll(() => parts?.close());

    it('keeps keys, notes their use, and revokes them once', async () => {
      const { keys } = parts;
      const expiresAt = new Date('2030-01-02T03:04:05.678Z');
      const given = {
        id: 'abcdefgh',
        name: '索引',
        role: 'editor',
        createdBy: 'local local',
        expiresAt,
      } as const;
      const added = await keys.add(given, digest);
      const fresh = { createdAt: expect.any(Date), revokedAt: null, lastUsedAt: null };
      expect(added).toEqual({ ...given, ...fresh });
      await keys.add({ ...given, id: 'ijklmnop', role: 'reader', expiresAt: null }, digest);
      expect((await keys.list()).map(({ id }) => id)).toEqual(['ijklmnop', 'abcdefgh']);
      await keys.touch('abcdefgh');
      expect(await keys.find('abcdefgh')).toEqual({
        key: { ...added, lastUsedAt: expect.any(Date) },
        secretSha256: digest,
      });
      const revoked = await keys.revoke('abcdefgh');
      expect(revoked?.revokedAt).toEqual(expect.any(Date));
      expect((await keys.revoke('abcdefgh'))?.revokedAt).toEqual(revoked?.revokedAt);
      expect(await keys.revoke('none')).toBeUndefined();
      expect(await keys.find('none')).toBeUndefined();
    });

    it('keeps entries, gives them newest first in pages, and deletes old ones', async () => {
      const { audit } = parts;
      for (const outcome of ['OK', 'NOT_FOUND', 'FORBIDDEN']) await audit.add({ ...entry, outcome });
      const { nodes, hasNextPage } = await audit.list(2);
      expect(hasNextPage).toBe(true);
      expect(nodes.map(({ outcome }) => outcome)).toEqual(['FORBIDDEN', 'NOT_FOUND']);
      const rest = await audit.list(2, nodes.at(-1)!.id);
      expect(rest).toEqual({
        nodes: [{ ...entry, id: expect.stringMatching(/^\d+$/), at: expect.any(Date) }],
        hasNextPage: false,
      });
      const found = async (filter: AuditFilter) =>
        (await audit.list(10, undefined, filter)).nodes.map(({ outcome }) => outcome);
      await audit.add({ ...entry, action: 'revokeApiKey', actor: 'other' });
      expect(await found({ hasFailed: true })).toEqual(['FORBIDDEN', 'NOT_FOUND']);
      expect(await found({ action: 'deleteCollection', hasFailed: false })).toEqual(['OK']);
      expect(await found({ actor: 'other' })).toEqual(['OK']);
      expect(await found({ actor: 'other', action: 'deleteCollection' })).toEqual([]);
      await audit.deleteBefore(new Date(Date.now() - 60_000));
      expect((await audit.list(10)).nodes).toHaveLength(4);
      await audit.deleteBefore(new Date(Date.now() + 60_000));
      expect((await audit.list(10)).nodes).toEqual([]);
    });
  });
}
