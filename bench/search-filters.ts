import { percentile } from './percentiles.ts';
import { post } from './rate.ts';
import { type Placement, placements, selectivities } from './search-data.ts';
import { recall, type Truth } from './search-recall.ts';
import { requestBody, type SearchAnswer } from './search-sides.ts';

/** Prints for every kind of filter how much of the truth is found, how it was found, and how long that took. */
export async function measureFilters(url: string, truth: Truth): Promise<void> {
  for (const placement of placements)
    for (const percent of selectivities) await measureFilter(url, truth, placement, percent);
}

async function measureFilter(
  url: string,
  truth: Truth,
  placement: Placement,
  percent: number,
): Promise<void> {
  const questions = await truth.filtered(placement, percent);
  const [recalls, times]: [number[], number[]] = [[], []];
  const plans = new Map<string, number>();
  let short = 0;
  for (const question of questions) {
    const body = requestBody(truth.place, question);
    const started = performance.now();
    const { search } = await post<SearchAnswer>(url, body);
    times.push(performance.now() - started);
    recalls.push(
      recall(
        question,
        search.edges.map(({ node }) => node.key),
      ),
    );
    plans.set(search.plan, (plans.get(search.plan) ?? 0) + 1);
    if (search.edges.length < 10 && search.underfilled === null) short++;
  }
  const mean = recalls.reduce((sum, each) => sum + each, 0) / recalls.length;
  const [p50, p95] = [0.5, 0.95].map((share) => percentile(times, share).toFixed(1));
  const how = [...plans].map(([plan, count]) => `${count} ${plan.toLowerCase()}`).join(', ');
  console.log(
    `  ${percent} % ${placement}: recall@10 ${mean.toFixed(4)}, p50 ${p50} ms, p95 ${p95} ms, ${how}${short === 0 ? '' : `, ${short} short without a reason`}`,
  );
}
