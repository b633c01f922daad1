import type { Telemetry } from '../../core/ports/telemetry.ts';
import { noTracer } from '../../core/ports/tracer.ts';
import { readVersions } from '../files/read-versions.ts';
import { useTracer } from './current-tracer.ts';

/** Metrics, and spans where they are wanted. Commands do not load any of it, and a server without traces not the larger part. */
export async function openTelemetry({ traces }: { readonly traces: boolean }): Promise<Telemetry> {
  const { tuwen: version = '' } = readVersions();
  const [{ PromTelemetry }, tracer] = await Promise.all([
    import('./prom-telemetry.ts'),
    traces ? import('./otel-tracer.ts').then(({ OtelTracer }) => new OtelTracer(version)) : noTracer,
  ]);
  useTracer(tracer);
  return new PromTelemetry({ tracer, version });
}
