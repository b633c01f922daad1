import type { Identity } from '../../core/access/identity.ts';
import { TokenBuckets } from '../../core/access/token-bucket.ts';
import { DomainError } from '../../core/errors.ts';

/** Takes points from a caller. @throws DomainError RATE_LIMITED when they have not enough */
export type Charge = (caller: Identity, points: number) => void;

/** Each key, token's subject and anonymous address has so many points a minute; 0 and open mode: without limit. */
export function createRateLimit(pointsPerMinute: number): Charge {
  const buckets = new TokenBuckets(pointsPerMinute, () => performance.now());
  return ({ kind, subject }, points) => {
    if (pointsPerMinute === 0 || kind === 'local') return;
    const retryAfterSeconds = buckets.take(`${kind} ${subject}`, points);
    if (retryAfterSeconds === 0) return;
    throw new DomainError('RATE_LIMITED', `This caller has used up its ${pointsPerMinute} points a minute.`, {
      remedy: `Try again in ${retryAfterSeconds} s.`,
      details: { cost: Math.ceil(points), limit: pointsPerMinute, retryAfterSeconds },
    });
  };
}
