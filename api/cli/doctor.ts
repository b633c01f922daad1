import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { Application } from '../application.ts';
import { type Config, readConfig } from '../config.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Check machine, providers, configuration, database, jobs, models and disk. Exit code 1: something fails.',
    )
    .option('--json', 'the findings as JSON')
    .action(examine);
}

type Finding = Awaited<ReturnType<Application['diagnose']>>[number];

async function examine({ json = false }: { readonly json?: boolean }): Promise<void> {
  const findings = await findAll();
  if (json) console.log(JSON.stringify(findings, null, 2));
  else for (const finding of findings) console.log(line(finding));
  if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1;
}

async function findAll(): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const remedy = 'See docs/configuration.md; the rest was not checked.';
    return [{ area: 'configuration', state: 'fail', message: error.message, remedy }];
  }
  const application = new Application(config);
  const right: Finding = { area: 'configuration', state: 'ok', message: 'All variables are understood' };
  return application
    .diagnose()
    .then((findings) => [right, ...findings])
    .finally(() => application.close());
}

function line({ area, state, message, remedy }: Finding): string {
  const row = `${state.padEnd(8)}${area.padEnd(14)}${message}`;
  return remedy === undefined ? row : `${row}\n${' '.repeat(22)}→ ${remedy}`;
}
