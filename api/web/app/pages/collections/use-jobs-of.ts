import { useQuery } from '../../client/use-query.ts';
import { RecentJobsDocument, type RecentJobsQuery } from '../../generated/operations.ts';

/** The newest jobs of a kind with this collection, the newest first; undefined until they are known. */
export function useJobsOf(
  collection: string,
  kind: string,
): {
  readonly jobs: RecentJobsQuery['jobs']['nodes'] | undefined;
  readonly reload: () => void;
} {
  const { data, reload } = useQuery(RecentJobsDocument, { kind });
  const jobs = data?.jobs.nodes.filter((job) => job.input['collection'] === collection);
  return { jobs, reload };
}
