import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLSchema, getOperationAST, parse } from 'graphql';
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
  /** Of its beginning, which its events continue. */
  readonly traceparent: string | undefined;
}

export interface Begun {
  /** As its client sent it; it may be anything. */
  readonly query: string;
  readonly identity: Identity | undefined;
  /** Of the request that opened the connection. */
  readonly traceparent: string | undefined;
}

/**
 * Tells of each subscription when it ends, as HTTP's requests are told of. A trace has a span for its beginning and one for each event: it
 * may be open for days, and a span is sent when it ends.
 */
export class SubscriptionWatch {
  readonly #schema: GraphQLSchema;
  readonly #telemetry: Telemetry;
  readonly #log: Log;
  /** By connection, then by the id that its client gave. */
  readonly #open = new WeakMap<object, Map<string, Open>>();

  constructor(schema: GraphQLSchema, telemetry: Telemetry, log: Log) {
    this.#schema = schema;
    this.#telemetry = telemetry;
    this.#log = log;
  }

  begin(connection: object, id: string, { query, identity, traceparent: given }: Begun): void {
    const operation = this.#describe(query);
    const started = performance.now();
    const { tracer } = this.#telemetry;
    const begun = tracer.root(`subscribe ${operation.field}`, given, ({ traceId }): Open => {
      const trail: Trail = { requestId: randomUUID(), traceId, operation };
      return { trail, started, identity, traceparent: tracer.traceparent() };
    });
    const open = this.#open.get(connection) ?? new Map<string, Open>();
    open.set(id, begun);
    this.#open.set(connection, open);
  }

  /** An event of it is about to be sent. */
  event(connection: object, id: string): void {
    const found = this.#open.get(connection)?.get(id);
    if (found === undefined) return;
    const { trail, traceparent } = found;
    this.#telemetry.tracer.root(`event ${trail.operation!.field}`, traceparent, () => undefined);
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
      traceId: trail.traceId,
      durationMs: Math.round(durationMs),
      operation: trail.operation,
      caller: callerOf(identity),
      outcome,
    });
  }

  endAll(connection: object): void {
    for (const id of [...(this.#open.get(connection)?.keys() ?? [])]) this.end(connection, id);
  }

  /** What cannot be read, or asks for what the schema does not have, is refused by whoever is asked to run it: clients make no labels up. */
  #describe(query: string): NonNullable<Trail['operation']> {
    const unknown = { type: 'invalid', field: 'none' } as const;
    try {
      const document = parse(query, parseLimits);
      const operation = getOperationAST(document);
      if (operation == null) return unknown;
      const found = describeOperation(document, operation);
      const fields = this.#schema.getRootType(operation.operation)?.getFields() ?? {};
      return Object.hasOwn(fields, found.field) ? found : { ...unknown, name: found.name };
    } catch (error) {
      if (error instanceof GraphQLError) return unknown;
      throw error;
    }
  }
}
