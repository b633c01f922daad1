import { randomUUID } from 'node:crypto';
import { GraphQLError, getOperationAST, parse } from 'graphql';
import type { Identity } from '../../core/access/identity.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import { describeOperation } from './describe-operation.ts';
import { parseLimits } from './document-limits.ts';
import { callerOf, type Trail } from './trail.ts';

interface Open {
  readonly trail: Trail;
  readonly started: number;
  readonly identity: Identity | undefined;
}

/** Tells of each subscription when it ends, as HTTP's requests are told of. */
export class SubscriptionWatch {
  readonly #telemetry: Telemetry;
  readonly #log: Log;
  /** By connection, then by the id that its client gave. */
  readonly #open = new WeakMap<object, Map<string, Open>>();

  constructor(telemetry: Telemetry, log: Log) {
    this.#telemetry = telemetry;
    this.#log = log;
  }

  begin(connection: object, id: string, query: string, identity: Identity | undefined): void {
    const trail: Trail = { requestId: randomUUID(), traceId: undefined, operation: describe(query) };
    const open = this.#open.get(connection) ?? new Map<string, Open>();
    open.set(id, { trail, started: performance.now(), identity });
    this.#open.set(connection, open);
  }

  trailOf(connection: object, id: string): Trail {
    return this.#open.get(connection)!.get(id)!.trail;
  }

  /** A second end changes nothing. */
  end(connection: object, id: string, code = 'OK'): void {
    const found = this.#open.get(connection)?.get(id);
    if (found === undefined) return;
    this.#open.get(connection)!.delete(id);
    const { trail, started, identity } = found;
    const durationMs = performance.now() - started;
    const { type, field } = trail.operation!;
    const outcome = trail.code ?? code;
    this.#telemetry.operation({ type, field, code: outcome, durationMs });
    if (outcome !== 'OK') this.#telemetry.refused(outcome);
    this.#log.info('subscription', {
      requestId: trail.requestId,
      durationMs: Math.round(durationMs),
      operation: trail.operation,
      caller: callerOf(identity),
      outcome,
    });
  }

  endAll(connection: object): void {
    for (const id of [...(this.#open.get(connection)?.keys() ?? [])]) this.end(connection, id);
  }
}

/** What cannot be read is refused by whoever is asked to run it. */
function describe(query: string): NonNullable<Trail['operation']> {
  const unknown = { type: 'invalid', field: 'none' } as const;
  try {
    const document = parse(query, parseLimits);
    const operation = getOperationAST(document);
    return operation == null ? unknown : describeOperation(document, operation);
  } catch (error) {
    if (error instanceof GraphQLError) return unknown;
    throw error;
  }
}
