import { DomainError } from '../../../core/errors.ts';
import type { ChangedOutcome } from '../../../core/evaluation/comparison/comparison.ts';
import { requirePageSize } from '../../../core/search/rank-cursor.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const evaluationResolvers = {
  Query: {
    compareEvaluations: (_, { baseline, candidate }, { evaluations }) =>
      evaluations.compare(baseline, candidate),
  },
  Mutation: {
    promoteModel: (_, { input: { candidate, baseline, tolerance = 1 } }, { evaluations }) =>
      evaluations.promote({ candidate, baseline: baseline ?? undefined, tolerance }),
  },
  ComparedPart: {
    wonCount: ({ won }) => won.length,
    lostCount: ({ lost }) => lost.length,
    won: ({ won }, page) => pageOf(won, page),
    lost: ({ lost }, page) => pageOf(lost, page),
  },
} satisfies TopicResolvers;

function pageOf(
  changes: readonly ChangedOutcome[],
  { first, skip }: { readonly first: number; readonly skip: number },
): readonly ChangedOutcome[] {
  requirePageSize(first);
  if (skip >= 0) return changes.slice(skip, skip + first);
  throw new DomainError('INVALID_INPUT', `\`skip\` is ${skip}.`, { remedy: 'Use 0 or more.' });
}
