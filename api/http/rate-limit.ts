import type { Identity } from '../../core/access/identity.ts';
import { type Allowance, TokenBuckets } from '../../core/access/token-bucket.ts';
import { DomainError } from '../../core/errors.ts';

/** Takes points from a caller. @throws DomainError RATE_LIMITED when they have not enough */
export type Charge = (caller: Identity, points: number) => void;

/** Points that callers have. */
export interface RateLimit {
  readonly charge: Charge;
  /** What a caller has left; undefined for one without limit. */
  readonly allowanceOf: (caller: Identity) => Allowance | undefined;
}

/** Each key, token's subject and anonymous address has so many points a minute; 0 and open mode: without limit. */
export function createRateLimit(pointsPerMinute: number): RateLimit {
  const buckets = new TokenBuckets(pointsPerMinute, () => performance.now());
  const bucketOf = ({ kind, subject }: Identity): string | undefined =>
    pointsPerMinute === 0 || kind === 'local' ? undefined : `${kind} ${subject}`;
  return {
    charge: (caller, points) => {
      const bucket = bucketOf(caller);
      const retryAfterSeconds = bucket === undefined ? 0 : buckets.take(bucket, points);
      if (retryAfterSeconds > 0) throw usedUp(pointsPerMinute, points, retryAfterSeconds);
    },
    allowanceOf: (caller) => {
      const bucket = bucketOf(caller);
      return bucket === undefined ? undefined : buckets.allowanceOf(bucket);
    },
  };
}

function usedUp(pointsPerMinute: number, points: number, retryAfterSeconds: number): DomainError {
  return new DomainError('RATE_LIMITED', `This caller has used up its ${pointsPerMinute} points a minute.`, {
    remedy: `Try again in ${retryAfterSeconds} s.`,
    details: { cost: Math.ceil(points), limit: pointsPerMinute, retryAfterSeconds },
  });
}
