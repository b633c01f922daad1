import { noTracer, type Tracer } from '../../core/ports/tracer.ts';

let tracer: Tracer = noTracer;

/** From now on the process traces with it: what is traced belongs to the process, as its standard output does. */
export function useTracer(given: Tracer): void {
  tracer = given;
}

export function currentTracer(): Tracer {
  return tracer;
}
