import type { Context } from '../context.ts';

// biome-ignore lint/suspicious/noExplicitAny: resolvers of every field, whose types the generated map knows
type AnyResolver = (parent: any, given: any, context: Context, info: any) => unknown;

/** Root fields that are spans where requests are traced. */
export function tracedFields<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields) as [string, AnyResolver][];
  const traced = entries.map(([name, resolve]): [string, AnyResolver] => [
    name,
    (parent, given, context, info) =>
      context.telemetry.tracer.span(`resolve ${name}`, {}, () => resolve(parent, given, context, info)),
  ]);
  return Object.fromEntries(traced) as Fields;
}
