import { Command } from 'commander';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { closeOnSignal } from './close-on-signal.ts';

export function serveCommand(): Command {
  return new Command('serve').description('Start the GraphQL server and the web page.').action(serve);
}

const openModeBanner =
  'OPEN MODE: everyone on this machine may read and change everything, without a key. Set TUWEN_ADMIN_KEY to ask for keys.';

async function serve(): Promise<void> {
  const started = performance.now();
  // Whoever reads the output may go away (`| head`); the server stays.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const config = readConfig(process.env);
  const application = await Application.observed({ ...config, quickStart: true });
  try {
    const server = await application.serve();
    const { log } = application;
    const seconds = (performance.now() - started) / 1000;
    log.info(`Tuwen is ready at ${server.url}`, { seconds: Math.round(seconds * 10) / 10 });
    log.info(`search page ${server.url}/ GraphQL ${server.url}/graphql explorer ${server.url}/graphiql`);
    if (config.isOpen) log.warn(openModeBanner);
    closeOnSignal(
      log,
      async () => {
        await Promise.all([server.close(), application.stopJobs()]);
        await application.close();
      },
      config.drainSeconds + config.shutdownSeconds,
    );
  } catch (error) {
    await application.close();
    throw error;
  }
}
