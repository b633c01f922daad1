import { Command } from 'commander';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { closeOnSignal } from './close-on-signal.ts';

export function workerCommand(): Command {
  return new Command('worker')
    .description(
      'Run jobs beside the server, with DATABASE_URL and TUWEN_HOME in common. TUWEN_JOBS: how many at once.',
    )
    .action(work);
}

async function work(): Promise<void> {
  const config = readConfig(process.env);
  const application = await Application.observed({ ...config, jobs: Math.max(1, config.jobs) });
  try {
    await application.work();
  } catch (error) {
    await application.close();
    throw error;
  }
  application.log.info('The worker is ready.');
  closeOnSignal({
    log: application.log,
    close: () => application.close(),
    seconds: config.shutdownSeconds,
  });
}
