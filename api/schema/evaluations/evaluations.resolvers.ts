import { DomainError } from '../../../core/errors.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const evaluationResolvers = {
  Query: {
    compareEvaluations: (_, { baseline, candidate }, { evaluations }) =>
      evaluations.compare(baseline, candidate),
    classReport: (_, { evaluation, dataset, templates }, { evaluations }) =>
      evaluations.classReport(evaluation, {
        dataset: dataset ?? undefined,
        templates: templates ?? undefined,
      }),
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
  ClassReport: {
    classCount: ({ classes }) => classes.length,
    classes: ({ classes }, page) => pageOf(classes, page, longestTable),
    confusionCount: ({ confusions }) => confusions.length,
    confusions: ({ confusions }, page) => pageOf(confusions, page, longestTable),
    confusionMatrix: ({ matrix }, { size }) => matrix(requireAtMost('size', size ?? 20, largestMatrix)),
  },
  ClassScore: {
    predictedCount: ({ predicted }) => predicted,
    accuracy: ({ accuracy }) => 100 * accuracy.value,
    low: ({ accuracy }) => 100 * accuracy.low,
    high: ({ accuracy }) => 100 * accuracy.high,
  },
} satisfies TopicResolvers;

/** Classes or confusions of one answer: as many as ImageNet has classes. */
const longestTable = 1000;
const largestMatrix = 50;

function requireAtMost(name: string, value: number, most: number): number {
  if (value >= 1 && value <= most) return value;
  throw new DomainError('INVALID_INPUT', `\`${name}\` is ${value}.`, { remedy: `Use 1 to ${most}.` });
}

function pageOf<Entry>(
  entries: readonly Entry[],
  { first, skip }: { readonly first: number; readonly skip: number },
  most = 200,
): readonly Entry[] {
  requireAtMost('first', first, most);
  if (skip >= 0) return entries.slice(skip, skip + first);
  throw new DomainError('INVALID_INPUT', `\`skip\` is ${skip}.`, { remedy: 'Use 0 or more.' });
}
