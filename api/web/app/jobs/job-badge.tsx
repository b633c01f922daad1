import type { JobState } from '../generated/operations.ts';
import { texts as t } from './texts.ts';

const looks: Partial<Record<JobState, string>> = { SUCCEEDED: 'good', FAILED: 'bad', RUNNING: 'accent' };

/** State of a job in a word. */
export function JobBadge({ state }: { readonly state: JobState }) {
  return <span class={`badge ${looks[state] ?? ''}`}>{t(state)}</span>;
}
