import type { Response } from 'express';
import type { Identity } from '../../core/access/identity.ts';
import type { OperationEvent } from '../../core/ports/telemetry.ts';

/** What is known of a GraphQL operation before it ends. */
export type TrailOperation = Pick<OperationEvent, 'type' | 'field'> & {
  /** As the client calls it. */
  readonly name?: string | undefined;
};

/** What a request leaves behind on its way, for the log and the metrics. */
export interface Trail {
  readonly requestId: string;
  readonly traceId: string | undefined;
  operation?: TrailOperation;
  /** Code of the first thing that went wrong. */
  code?: string | undefined;
}

/** The trail of the request that is answered. */
export function trailOf(response: Response): Trail {
  return response.locals['trail'] as Trail;
}

/** Of whom the log speaks: how they are known, and which key it was. */
export function callerOf(identity: Identity | undefined) {
  if (identity === undefined) return undefined;
  const { kind, subject } = identity;
  return kind === 'api-key' ? { kind, key: subject } : { kind };
}
