import type { JobHandler, JobWork } from '../../core/jobs/job-handler.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';

/** A handler whose runs are timed, whose items are counted, and which goes on in the trace that a job was queued in. */
export function observedJobHandler(handler: JobHandler, telemetry: Telemetry): JobHandler {
  const { kind, role } = handler;
  return {
    kind,
    role,
    prepare: async (input) => {
      const prepared = await handler.prepare(input);
      const traceparent = telemetry.tracer.traceparent();
      return traceparent === undefined ? prepared : { ...prepared, traceparent };
    },
    run: ({ input: { traceparent: given, ...input }, ...work }) => {
      const traceparent = typeof given === 'string' ? given : undefined;
      return telemetry.job({ kind, traceparent, signal: work.signal }, () =>
        handler.run({ ...work, input, progress: counted(kind, work.progress, telemetry) }),
      );
    },
    succeeded: async (input, jobId) => handler.succeeded?.(input, jobId),
  };
}

/** Counts what was done since the report before, stage by stage. */
function counted(kind: string, report: JobWork['progress'], telemetry: Telemetry): JobWork['progress'] {
  let last: { readonly stage: string; readonly done: number } | undefined;
  return (progress) => {
    const { stage, done } = progress;
    // The first report of a job that goes on counts what others did.
    if (last !== undefined && done > 0) {
      const before = last.stage === stage ? last.done : 0;
      if (done > before) telemetry.jobItems(kind, done - before);
    }
    last = { stage, done };
    return report(progress);
  };
}
