import { isAtLeast } from '../../../core/access/role.ts';
import { DomainError } from '../../../core/errors.ts';
import { elevaterRunKind } from '../../../core/evaluation/elevater/elevater-run.ts';
import { retrievalEvaluationKind } from '../../../core/evaluation/retrieval-evaluation.ts';
import { zeroShotEvaluationKind } from '../../../core/evaluation/zero-shot/zero-shot-evaluation.ts';
import { encodeJobCursor, type Jobs } from '../../../core/jobs/jobs.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Job } from '../../../core/ports/job-store.ts';
import type { Context } from '../../context.ts';
import type { StartZeroShotEvaluationInput } from '../../generated/resolvers.ts';
import { requireRole } from '../../http/require-role.ts';
import { given } from '../base/given.ts';
import { shownPaths } from '../base/shown-paths.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const jobResolvers = {
  Query: {
    job: async (_, { id }, { jobs }) => (await jobs.find(id)) ?? null,
    jobs: (_, { first, after, kinds }, { jobs }) => jobs.list(first, after, kinds),
  },
  Mutation: {
    startRetrievalEvaluation: (_, { input }, { jobs }) => jobs.start(retrievalEvaluationKind, given(input)),
    startZeroShotEvaluation: (_, { input }, { jobs }) =>
      jobs.start(zeroShotEvaluationKind, zeroShotInput(input)),
    startElevaterRun: (_, { input }, { jobs }) => jobs.start(elevaterRunKind, given(input)),
    cancelJob: changed((jobs, id) => jobs.cancel(id)),
    retryJob: changed((jobs, id) => jobs.retry(id)),
    pauseJob: changed((jobs, id) => jobs.pause(id)),
    resumeJob: changed((jobs, id) => jobs.resume(id)),
  },
  Subscription: {
    jobProgress: {
      subscribe: (_, { id }, { jobs }) => jobs.watch(id),
      resolve: (job: Job) => job,
    },
  },
  Job: {
    input: ({ input }, _, context) => shownPaths(input, context),
    result: ({ result }, _, context) => shownPaths(result, context),
    error: async ({ error }, _, context) =>
      error && { ...error, message: await shownPaths(error.message, context) },
    artefacts: (job, _, { jobs }) => (goesOn(job) ? [] : jobs.artefacts(job)),
    progress: ({ progress }, _, { identity }) => {
      if (progress === null) return null;
      const { rejects = [] } = progress;
      return { total: null, ...progress, rejects: isAtLeast(identity.role, 'editor') ? rejects : [] };
    },
  },
  RejectedEntry: {
    where: ({ where }, _, context) => shownPaths(where, context),
    message: ({ message }, _, context) => shownPaths(message, context),
  },
  JobArtefact: {
    url: (artefact, _, { identity, signedArtefactPath }) =>
      isAtLeast(identity.role, artefact.role) ? signedArtefactPath(artefact) : null,
  },
  JobConnection: {
    pageInfo: ({ nodes, hasNextPage, hasPreviousPage }) => {
      const [first, last] = [nodes[0], nodes.at(-1)];
      return {
        hasNextPage,
        hasPreviousPage,
        startCursor: first === undefined ? null : encodeJobCursor(first),
        endCursor: last === undefined ? null : encodeJobCursor(last),
      };
    },
  },
  JobState: {
    QUEUED: 'queued',
    RUNNING: 'running',
    PAUSED: 'paused',
    SUCCEEDED: 'succeeded',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
  },
  RetrievalBenchmark: { MUGE: 'MUGE', FLICKR30K_CN: 'Flickr30K-CN', COCO_CN: 'COCO-CN' },
  UnreadablePolicy: { FAIL: 'fail', SKIP: 'skip' },
} satisfies TopicResolvers;

/** Its files change with every batch. */
function goesOn({ state }: Job): boolean {
  return state === 'queued' || state === 'running';
}

/** Stops or repeats a job for whoever may start one of its kind; a backup is no editor's. */
function changed(work: (jobs: Jobs, id: string) => Promise<Job>) {
  return async (_: unknown, { id }: { readonly id: string }, { jobs, identity }: Context): Promise<Job> => {
    const job = await jobs.find(id);
    if (job !== undefined) requireRole(identity, jobs.roleOf(job.kind), `A job of the kind ${job.kind}`);
    return work(jobs, id);
  };
}

/** @throws DomainError INVALID_INPUT for templates that are given twice */
function zeroShotInput({ templatesFile, templateSets, ...input }: StartZeroShotEvaluationInput): JsonObject {
  if (templateSets == null) return given({ ...input, templates: templatesFile });
  const names = new Set(templateSets.map(({ name }) => name));
  if (templatesFile != null || names.size < templateSets.length) {
    throw new DomainError(
      'INVALID_INPUT',
      'There are templates of one name twice, or a file of templates too.',
      {
        remedy: 'Give `templatesFile`, or `templateSets` of different names.',
      },
    );
  }
  const templates = Object.fromEntries(templateSets.map(({ name, templates }) => [name, templates]));
  return given({ ...input, templates });
}
