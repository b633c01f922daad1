/**
 * @file How well relevance tells queries with an answer from those without, on the emoji drawings. `npm run bench -- relevance` reports on
 * one half of them; with `TUWEN_BENCH_TUNE=1` it shows the other half, on which everything was chosen.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../adapters/files/package-root.ts';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import { importStarterModel } from '../api/starter.ts';
import type { EmbeddingModel } from '../core/embedding/embedding-model.ts';
import { type RelevanceBackground, usualCurve } from '../core/search/relevance/relevance-estimate.ts';
import { readDrawings } from './relevance/drawings.ts';
import { printCost } from './relevance/judging-cost.ts';
import {
  auroc,
  calibration,
  type Kind,
  kinds,
  meanError,
  type Outcome,
  share,
} from './relevance/measures.ts';
import { type Run, runSplit } from './relevance/split.ts';

const isTuning = process.env['TUWEN_BENCH_TUNE'] === '1';

/** Below which nothing matches. */
const relevanceThresholds = [0.5, 0.4, 0.3, 0.2, 0.1];

/** Share of queries with an answer where people search what they know. */
const mostlyAnswered = 0.8;

/** Of the splits into what stays and what is left out; other ones for the report. */
const seeds = isTuning ? [11, 12, 13, 14, 15] : [21, 22, 23, 24, 25];

export async function relevance(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const application = new Application(readConfig({ TUWEN_HOME: home }));
  try {
    const folder = join(packageRoot, 'starter');
    await importStarterModel({ folder, home }, application);
    await report(await application.models.load(), application, join(folder, 'emoji-cn'));
  } finally {
    await application.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function report(model: EmbeddingModel, { datasets }: Application, folder: string): Promise<void> {
  const tuning = await readDrawings(model, datasets, folder, 'tuning');
  const drawings = isTuning ? tuning : await readDrawings(model, datasets, folder, 'report');
  const cosineThreshold = tunedThreshold(await runsOf(model, tuning, [11, 12, 13, 14, 15]));
  const runs = await runsOf(model, drawings, seeds);
  console.log(
    `${isTuning ? 'tuning' : 'report'} half, ${seeds.length} splits; stored in the first: ${runs[0]!.stored}`,
  );
  printCurves(runs);
  for (const name of ['texts', 'textsUsualCurve', 'texts10Percent', 'pictures'] as const) {
    printOutcomes(
      name,
      runs.map((run) => run[name]),
      cosineThreshold,
    );
  }
  printCost();
}

async function runsOf(
  model: EmbeddingModel,
  drawings: Awaited<ReturnType<typeof readDrawings>>,
  of: readonly number[],
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const seed of of) runs.push(await runSplit(model, drawings, seed));
  return runs;
}

/** The cosine that tells best, errors of both sorts weighing the same. */
function tunedThreshold(runs: readonly Run[]): number {
  const outcomes = runs.flatMap(({ texts }) => texts);
  const candidates = Array.from({ length: 101 }, (_, i) => i / 100);
  const errors = candidates.map((threshold) => meanError(outcomes, ({ cosine }) => cosine >= threshold));
  return candidates[errors.indexOf(Math.min(...errors))]!;
}

function printCurves(runs: readonly Run[]): void {
  const mean = (of: (background: RelevanceBackground) => number) =>
    (runs.reduce((sum, { background }) => sum + of(background), 0) / runs.length).toFixed(3);
  console.log(
    `fitted curves, mean: slope ${mean(({ slope }) => slope)}, intercept ${mean(({ intercept }) => intercept)};`,
    `median nearness ${mean(({ nearnesses }) => nearnesses[0]!.nearness)}, spread ${mean(({ spread }) => spread)};`,
    `usual curve: ${usualCurve.slope}, ${usualCurve.intercept}`,
  );
}

function printOutcomes(name: string, runs: readonly (readonly Outcome[])[], cosineThreshold: number): void {
  const all = runs.flat();
  console.log(`\n${name}`);
  console.table(
    Object.fromEntries(
      kinds
        .filter((kind) => kind !== 'answer' && all.some((each) => each.kind === kind))
        .map((kind) => [kind, aurocs(runs, kind)]),
    ),
  );
  const rules = {
    ...Object.fromEntries(
      relevanceThresholds.map((threshold) => [
        `relevance ${threshold}`,
        ({ relevance }: Outcome) => relevance >= threshold,
      ]),
    ),
    'cosine 0.3': ({ cosine }: Outcome) => cosine >= 0.3,
    [`cosine ${cosineThreshold} (tuned)`]: ({ cosine }: Outcome) => cosine >= cosineThreshold,
  };
  console.table(
    Object.fromEntries(Object.entries(rules).map(([rule, matches]) => [rule, errors(all, matches)])),
  );
  const { bins, ece } = calibration(all);
  console.table(bins);
  console.log(`expected calibration error ${ece.toFixed(3)}`);
}

/** Mean over the splits, and the smallest and largest. */
function aurocs(runs: readonly (readonly Outcome[])[], kind: Kind): Record<string, string> {
  const row = (of: (outcome: Outcome) => number) => {
    const values = runs.map((run) => auroc(run, kind, of));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `${mean.toFixed(3)} (${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)})`;
  };
  return {
    'AUROC relevance': row(({ relevance }) => relevance),
    'AUROC cosine': row(({ cosine }) => cosine),
  };
}

/** "Nothing" said of queries with an answer, of those that are found first or among ten too, and "something" of those without. */
function errors(all: readonly Outcome[], matches: (outcome: Outcome) => boolean): Record<string, string> {
  const percent = (value: number) => (Number.isNaN(value) ? '–' : `${(100 * value).toFixed(1)} %`);
  const nothing = (outcomes: readonly Outcome[]) => share(outcomes, (each) => !matches(each));
  const answered = all.filter(({ kind }) => kind === 'answer');
  return {
    'nothing, though stored': percent(nothing(answered)),
    'of these found in ten': percent(nothing(answered.filter(({ isFound }) => isFound))),
    ...Object.fromEntries(
      kinds
        .filter((kind) => kind !== 'answer')
        .map((kind) => [
          `something, ${kind}`,
          percent(
            share(
              all.filter((each) => each.kind === kind),
              matches,
            ),
          ),
        ]),
    ),
    'balanced error': percent(meanError(all, matches)),
    'error, 80 % stored': percent(meanError(all, matches, mostlyAnswered)),
  };
}
