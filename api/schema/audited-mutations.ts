import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';

// biome-ignore lint/suspicious/noExplicitAny: resolvers of every field, whose types the generated map knows
type AnyResolver = (parent: any, given: any, context: Context, info: any) => unknown;

/** Mutations that write down who made them; a new one does so without anyone thinking of it. */
export function auditedMutations(mutations: MutationResolvers): MutationResolvers {
  const entries = Object.entries(mutations) as [string, AnyResolver][];
  return Object.fromEntries(
    entries.map(([action, resolve]) => [action, audited(action, resolve)]),
  ) as unknown as MutationResolvers;
}

function audited(action: string, resolve: AnyResolver): AnyResolver {
  return (parent, given, context, info) => {
    const { audit, identity: by, requestId, telemetry } = context;
    return audit.around({ by, action, arguments: given, requestId }, async () =>
      telemetry.tracer.span(`resolve ${action}`, {}, () => resolve(parent, given, context, info)),
    );
  };
}
