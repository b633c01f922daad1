import {
  type Context,
  context,
  type Tracer as OtelApiTracer,
  type Span as OtelSpan,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { DomainError } from '../../core/errors.ts';
import type { Span, SpanAttributes, TraceMark, Tracer } from '../../core/ports/tracer.ts';

/** Where a mark was made, and when. */
interface Mark {
  readonly context: Context;
  readonly at: number;
}

/** Spans through OpenTelemetry, sent as OTLP over HTTP to where `OTEL_EXPORTER_OTLP_ENDPOINT` says. */
export class OtelTracer implements Tracer {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: OtelApiTracer;

  constructor(version: string) {
    const resource = resourceFromAttributes({ 'service.name': 'tuwen', 'service.version': version });
    this.#provider = new BasicTracerProvider({
      resource: defaultResource().merge(resource).merge(named()),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    this.#tracer = this.#provider.getTracer('tuwen');
  }

  span<T>(name: string, attributes: SpanAttributes, work: () => T): T {
    if (trace.getActiveSpan() === undefined) return work();
    return this.#run(this.#tracer.startSpan(name, { attributes: { ...attributes } }), work);
  }

  root<T>(name: string, traceparent: string | undefined, work: (span: Span) => T, end?: Promise<unknown>): T {
    const parent =
      traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
    const kind = end === undefined ? SpanKind.CONSUMER : SpanKind.SERVER;
    const span = this.#tracer.startSpan(name, { kind }, parent);
    const shown: Span = {
      traceId: span.spanContext().traceId,
      name: (given) => void span.updateName(given),
      attributes: (given) => void span.setAttributes({ ...given }),
    };
    if (end === undefined) return this.#run(span, () => work(shown), parent);
    void end.finally(() => span.end());
    return context.with(trace.setSpan(parent, span), () => work(shown));
  }

  traceparent(): string | undefined {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return carrier['traceparent'];
  }

  mark(): Mark {
    return { context: context.active(), at: Date.now() };
  }

  shared<T>(
    { waited, name }: { readonly waited: string; readonly name: string },
    attributes: SpanAttributes,
    marks: Iterable<TraceMark>,
    work: () => Promise<T>,
  ): Promise<T> {
    const traced = ([...marks] as Mark[]).filter((mark) => trace.getSpan(mark.context) !== undefined);
    const [first, ...others] = traced.map((mark) => {
      this.#tracer.startSpan(waited, { startTime: mark.at }, mark.context).end();
      return { mark, span: this.#tracer.startSpan(name, { attributes: { ...attributes } }, mark.context) };
    });
    // The run belongs to nobody whose code happened to start it.
    if (first === undefined) return context.with(ROOT_CONTEXT, work);
    const running = this.#run(first.span, work, first.mark.context);
    const end = () => {
      for (const { span } of others) span.end();
    };
    running.then(end, end);
    return running;
  }

  record(name: string, attributes: SpanAttributes, startedAt: number, endedAt: number): void {
    if (trace.getActiveSpan() === undefined) return;
    this.#tracer.startSpan(name, { attributes: { ...attributes }, startTime: startedAt }).end(endedAt);
  }

  close(): Promise<void> {
    // What collects spans may be away; nobody waits for it.
    return this.#provider.shutdown().catch(() => undefined);
  }

  #run<T>(span: OtelSpan, work: () => T, parent = context.active()): T {
    const fail = (error: unknown): never => {
      // A message may quote what a user sent; the code does not.
      const code = error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR';
      span.setStatus({ code: SpanStatusCode.ERROR, message: code }).end();
      throw error;
    };
    let result: T;
    try {
      result = context.with(trace.setSpan(parent, span), work);
    } catch (error) {
      return fail(error);
    }
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then((value) => {
      span.end();
      return value;
    }, fail) as T;
  }
}

/** OTEL_SERVICE_NAME goes before our own name. */
function named() {
  const name = process.env['OTEL_SERVICE_NAME'];
  return resourceFromAttributes(name === undefined || name === '' ? {} : { 'service.name': name });
}
