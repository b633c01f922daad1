/** What a span says about its work: sizes, kinds, names of ours; never texts of users, vectors or secrets. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span that runs. */
export interface Span {
  /** 32 hex digits; undefined where nothing is traced. */
  readonly traceId: string | undefined;
  name(name: string): void;
  attributes(attributes: SpanAttributes): void;
}

/** Where work stands in its trace, for work that goes on elsewhere. */
export type TraceMark = unknown;

/** Says what belongs to what, and how long it took. */
export interface Tracer {
  /** Runs work as part of the trace that is active; without one, it just runs. */
  span<T>(name: string, attributes: SpanAttributes, work: () => T): T;
  /**
   * Runs work as a trace's beginning, or as its continuation where `traceparent` (W3C) names one.
   * Ends when `work` does, or when `end` settles.
   */
  root<T>(name: string, traceparent: string | undefined, work: (span: Span) => T, end?: Promise<unknown>): T;
  /** W3C traceparent of the active span. */
  traceparent(): string | undefined;
  mark(): TraceMark;
  /** One piece of work for several traces: in each, the time since its mark is `waited`, then comes `name`. */
  shared<T>(
    names: { readonly waited: string; readonly name: string },
    attributes: SpanAttributes,
    marks: Iterable<TraceMark>,
    work: () => Promise<T>,
  ): Promise<T>;
  /** Work that another process has done; times are milliseconds since 1970. */
  record(name: string, attributes: SpanAttributes, startedAt: number, endedAt: number): void;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

const noSpan: Span = { traceId: undefined, name: () => undefined, attributes: () => undefined };

/** Traces nothing. */
export const noTracer: Tracer = {
  span: (_name, _attributes, work) => work(),
  root: (_name, _traceparent, work) => work(noSpan),
  traceparent: () => undefined,
  mark: () => undefined,
  shared: (_names, _attributes, _marks, work) => work(),
  record: () => undefined,
  close: async () => undefined,
};
