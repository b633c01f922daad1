import { buildSchema } from 'graphql';
import { beforeEach, expect, it } from 'vitest';
import { SubscriptionWatch } from '../../../api/http/watch-subscriptions.ts';
import { silentLog } from '../../../core/ports/log.ts';
import { noTelemetry, type OperationEvent } from '../../../core/ports/telemetry.ts';
import { noTracer, type Tracer } from '../../../core/ports/tracer.ts';

const schema = buildSchema('type Query { models: Int } type Subscription { jobProgress(id: ID!): Int }');
const traceId = '0af7651916cd43dd8448eb211c80319c';
const connection = {};
let roots: unknown[];
let operations: OperationEvent[];
let lines: unknown[];
let watch: SubscriptionWatch;

beforeEach(() => {
  [roots, operations, lines] = [[], [], []];
  const tracer: Tracer = {
    ...noTracer,
    root: (name, traceparent, work) => {
      roots.push([name, traceparent]);
      return work({ traceId, name: () => undefined, attributes: () => undefined });
    },
    traceparent: () => 'of the beginning',
  };
  const telemetry = { ...noTelemetry, tracer, operation: (event: OperationEvent) => operations.push(event) };
  const log = { ...silentLog, info: (message: string, fields = {}) => lines.push({ message, ...fields }) };
  watch = new SubscriptionWatch(schema, telemetry, log);
});

const begin = (query: string) =>
  watch.begin(connection, '1', { query, identity: undefined, traceparent: 'of the client' });

it('traces the beginning in the trace of its client, and each event after it', () => {
  begin('subscription Mine { jobProgress(id: "1") }');
  watch.event(connection, '1');
  watch.event(connection, '1');
  watch.end(connection, '1');
  watch.event(connection, '1');
  expect(roots).toEqual([
    ['subscribe jobProgress', 'of the client'],
    ['event jobProgress', 'of the beginning'],
    ['event jobProgress', 'of the beginning'],
  ]);
  expect(operations).toMatchObject([{ type: 'subscription', field: 'jobProgress', code: 'OK' }]);
  expect(lines).toMatchObject([{ message: 'subscription', traceId, operation: { name: 'Mine' } }]);
});

it.each([
  'subscription { made_up_by_a_client }',
  'subscription { models }',
  '{ made_up_by_a_client }',
  'mutation { made_up_by_a_client }',
  'subscription { ',
  'subscription { toString }',
])('makes no label and no name of a span of %s', (query) => {
  begin(query);
  watch.end(connection, '1', 'GRAPHQL_VALIDATION_FAILED');
  expect(roots).toEqual([['subscribe none', 'of the client']]);
  expect(operations).toMatchObject([{ type: 'invalid', field: 'none' }]);
});
