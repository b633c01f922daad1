import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, codeOf } from './client.ts';

export interface JobState {
  readonly state: string;
  readonly progress: { readonly done: number; readonly total: number | null } | null;
  // biome-ignore lint/suspicious/noExplicitAny: each kind of job has a result of its own
  readonly result: any;
  readonly error: { readonly code: string; readonly message: string } | null;
}

const readJob = `query ($id: ID!) { job(id: $id) { state progress { done total } result error { code message } } }`;

/** @throws Error when the mutation is refused */
export async function startJob(client: Client, mutation: string, input: object): Promise<string> {
  const type = `Start${mutation.slice('start'.length)}Input`;
  const answer = await client.ask(`mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`, {
    input,
  });
  if (codeOf(answer) !== undefined) throw new Error(`${mutation}: ${answer.errors[0]!.message}`);
  return answer.data[mutation].id;
}

/** Looks at a job until it is as wanted; where the server cannot answer, it is asked again. @throws Error after `seconds` */
export async function waitForJob(
  client: Client,
  id: string,
  isWanted: (job: JobState) => boolean,
  seconds = 120,
): Promise<JobState> {
  let last: JobState | undefined;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(100)) {
    const answer = await client.ask(readJob, { id }).catch(() => undefined);
    last = answer?.data?.job ?? last;
    if (last !== undefined && isWanted(last)) return last;
  }
  throw new Error(`job ${id} is ${JSON.stringify(last)} after ${seconds} s`);
}

export const hasEnded = ({ state }: JobState): boolean =>
  ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);

/** Whether so many entries are done. */
export const hasDone = (count: number) => (job: JobState) =>
  (job.progress?.done ?? 0) >= count || hasEnded(job);

export async function createCollection(client: Client, name: string): Promise<void> {
  const answer = await client.ask(
    `mutation { createCollection(input: { name: "${name}" }) { collection { id } } }`,
  );
  if (codeOf(answer) !== undefined) throw new Error(answer.errors[0]!.message);
}
