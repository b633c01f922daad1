import { describe, expect, it } from 'vitest';
import { asCaller, currentCaller } from '../../../adapters/async/caller-context.ts';
import { AuditLog } from '../../../core/access/audit-log.ts';
import type { Identity } from '../../../core/access/identity.ts';
import { shortenArguments } from '../../../core/access/shorten-arguments.ts';
import { DomainError } from '../../../core/errors.ts';
import { FakeAuditStore } from '../../support/fake-access.ts';

const by: Identity = { kind: 'api-key', subject: 'abcdefgh', role: 'editor' };
const change = { by, action: 'deleteItems', arguments: { keys: ['a'] }, requestId: 'r' };

function auditLog(keepDays = 365, now = Date.now) {
  const clock = { now: () => new Date(now()) };
  const store = new FakeAuditStore(clock);
  const logged: string[] = [];
  const log = (message: string) => logged.push(message);
  return { store, logged, audit: new AuditLog({ store, clock, keepDays, asCaller, log }) };
}

describe('the audit log', () => {
  it('says who did what and what came of it', async () => {
    const { audit } = auditLog();
    expect(await audit.around(change, async () => 5)).toBe(5);
    const refused = new DomainError('NOT_FOUND', 'There is none.');
    for (const error of [refused, new TypeError('bug')])
      await expect(audit.around(change, () => Promise.reject(error))).rejects.toBe(error);
    const { nodes } = await audit.list(10);
    expect(nodes.map(({ outcome }) => outcome)).toEqual(['INTERNAL_SERVER_ERROR', 'NOT_FOUND', 'OK']);
    expect(nodes[2]).toMatchObject({
      actorKind: 'api-key',
      actor: 'abcdefgh',
      role: 'editor',
      action: 'deleteItems',
      arguments: { keys: ['a'] },
      requestId: 'r',
    });
  });

  it('logs what it cannot write, and answers all the same', async () => {
    const { audit, store, logged } = auditLog();
    store.add = () => Promise.reject(new Error('disk full'));
    expect(await audit.around(change, async () => 5)).toBe(5);
    expect(logged).toEqual([expect.stringContaining('"action":"deleteItems"')]);
  });

  it('writes for a caller who has left', async () => {
    const { audit, store } = auditLog();
    const add = store.add.bind(store);
    store.add = async (entry) => {
      currentCaller().signal?.throwIfAborted();
      await add(entry);
    };
    const left = { priority: 'interactive', signal: AbortSignal.abort() } as const;
    await asCaller(left, () => audit.record(change, 'OK'));
    expect((await audit.list(1)).nodes).toHaveLength(1);
  });

  it('forgets what is too old, or nothing', async () => {
    let now = 0;
    const [kept, pruned] = [0, 30].map((days) => auditLog(days, () => now));
    for (const { audit } of [kept!, pruned!]) {
      now = 0;
      await audit.record(change, 'OK');
      now = 31 * 24 * 60 * 60 * 1000;
      await audit.record(change, 'OK');
      await audit.deleteOld();
    }
    expect((await kept!.audit.list(10)).nodes).toHaveLength(2);
    expect((await pruned!.audit.list(10)).nodes).toHaveLength(1);
  });

  it.each([[0], [201], [1.5]])('gives no page of %d', async (first) => {
    await expect(auditLog().audit.list(first)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each(['x', 'am9iOjE', '!'])('refuses the cursor %s', async (cursor) => {
    await expect(auditLog().audit.list(1, cursor)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('shortened arguments', () => {
  it('keep what is short and say what was left out', () => {
    expect(
      shortenArguments({
        name: '图',
        text: 'x'.repeat(1000),
        picture: new Uint8Array(5000),
        packed: new Float32Array(512),
        values: Array.from({ length: 512 }, () => 0.5),
        few: [1, 2],
        keys: Array.from({ length: 25 }, (_, i) => `k${i}`),
        none: null,
        left: undefined,
      }),
    ).toEqual({
      name: '图',
      text: `${'x'.repeat(200)}… (1000 characters)`,
      picture: '5000 bytes',
      packed: '512 numbers',
      values: '512 numbers',
      few: [1, 2],
      keys: [...Array.from({ length: 20 }, (_, i) => `k${i}`), '5 more'],
      none: null,
    });
  });

  it('hide secrets wherever they are', () => {
    const given = { input: [{ apiToken: 'a', Password: { deep: 'b' }, clientSecret: 'c', key: 'kept' }] };
    expect(shortenArguments(given)).toEqual({
      input: [{ apiToken: 'hidden', Password: 'hidden', clientSecret: 'hidden', key: 'kept' }],
    });
  });

  it('fit into a database, whatever was sent', () => {
    expect(shortenArguments({ 'a\0': '\ud800x\0' })).toEqual({ 'a\ufffd': '\ufffdx\ufffd' });
    let nested: unknown = 'x';
    for (let i = 0; i < 10_000; i++) nested = i % 2 === 0 ? [nested] : { nested };
    expect(JSON.stringify(shortenArguments({ nested }))).toContain('nested deeper');
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, i]));
    expect(shortenArguments({ wide })).toEqual({ shortened: expect.stringContaining('characters of JSON') });
  });
});
