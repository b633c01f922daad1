import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { compareOutcomes } from '../../core/evaluation/comparison/compare-outcomes.ts';
import type { PartComparison } from '../../core/evaluation/comparison/comparison.ts';
import { readOutcomes } from '../../core/evaluation/comparison/read-outcomes.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';

const shownClasses = 10;

export function compareCommand(): Command {
  return new Command('compare')
    .description('Two evaluations side by side, from their outcomes.jsonl.')
    .argument('<baseline.jsonl>', 'outcomes of the model that is')
    .argument('<candidate.jsonl>', 'outcomes of the model that might be')
    .option('--json', 'everything, as JSON')
    .action(async (baseline: string, candidate: string, { json }: { json?: true }) => {
      const parts = await compareOutcomes(await outcomesOf(baseline), await outcomesOf(candidate));
      console.log(json ? JSON.stringify(parts) : parts.map(partText).join('\n\n'));
    });
}

async function outcomesOf(path: string) {
  const lines = await new Application(readConfig(process.env)).datasets.lines(path);
  if (lines === undefined) throw new DomainError('INVALID_INPUT', `There is no file ${path}.`);
  return readOutcomes(lines);
}

function partText({ name, count, measures, won, lost, classes }: PartComparison): string {
  const lines = [`${name}: ${count} items, ${won.length} better, ${lost.length} worse`];
  const row = (
    label: string,
    { baseline, candidate, difference }: Omit<PartComparison['measures'][number], 'measure'>,
  ) =>
    `  ${label.padEnd(16)} ${percent(baseline)} → ${percent(candidate)}  ${signed(difference.value)} ` +
    `(95 %: ${signed(difference.low)} to ${signed(difference.high)}, p ${difference.p.toFixed(3)})`;
  for (const measure of measures) lines.push(row(measure.measure, measure));
  const largest = [...classes].sort((a, b) => Math.abs(b.difference.value) - Math.abs(a.difference.value));
  for (const each of largest.slice(0, shownClasses)) lines.push(row(each.name, each));
  return lines.join('\n');
}

function percent(value: number): string {
  return `${value.toFixed(2).padStart(6)} %`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
