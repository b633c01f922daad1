import { expect, it } from 'vitest';
import { DomainError } from '../../../core/errors.ts';
import { HealthChecks } from '../../../core/health/health-checks.ts';

const alive = { failure: () => undefined, log: () => undefined };

it('says of each check whether it passed, and why not', async () => {
  const logged: unknown[] = [];
  const health = new HealthChecks({
    ...alive,
    checks: {
      good: async () => 1,
      bad: async () => {
        throw new DomainError('STORAGE_FAILED', 'The disk is full.');
      },
      broken: async () => {
        throw new Error('secret');
      },
    },
    log: (message, error) => logged.push([message, error]),
  });
  expect(await health.readiness()).toEqual({
    good: undefined,
    bad: expect.objectContaining({ code: 'STORAGE_FAILED', message: 'The disk is full.' }),
    broken: { code: 'INTERNAL_SERVER_ERROR', message: 'The log says why.' },
  });
  expect(logged).toEqual([['readiness of broken', new Error('secret')]]);
});

it('does not wait for a check that hangs, and starts no second one beside it', async () => {
  let started = 0;
  let answer = (): void => undefined;
  const hanging = () => {
    started++;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  };
  const health = new HealthChecks({ ...alive, checks: { hanging }, limitMs: 5, rememberMs: 0 });
  for (const _ of [1, 2, 3]) {
    expect(await health.readiness()).toMatchObject({ hanging: { code: 'TIMEOUT' } });
  }
  expect(started).toBe(1);
  const waiting = health.readiness();
  answer();
  expect(await waiting).toEqual({ hanging: undefined });
});

it('asks once for all who ask at the same time and shortly after', async () => {
  let asked = 0;
  const checks = { counted: async () => asked++ };
  const health = new HealthChecks({ ...alive, checks, rememberMs: 60_000 });
  await Promise.all([health.readiness(), health.readiness()]);
  await health.readiness();
  expect(asked).toBe(1);
});
