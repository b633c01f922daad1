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
  const { log } = application;
  const stopping = closeOnSignal({
    log,
    close: async () => {
      // A start is not left half-way: what it has opened by then is closed.
      const server = await starting.catch(() => undefined);
      await Promise.all([server?.close(), application.stopJobs()]);
      await application.close();
    },
    seconds: config.drainSeconds + config.shutdownSeconds,
  });
  const starting = application.serve(stopping);
  try {
    const server = await starting;
    const seconds = (performance.now() - started) / 1000;
    log.info(`Tuwen is ready at ${server.url}`, { seconds: Math.round(seconds * 10) / 10 });
    log.info(`search page ${server.url}/ GraphQL ${server.url}/graphql explorer ${server.url}/graphiql`);
    if (config.isOpen) log.warn(openModeBanner);
  } catch (error) {
    if (stopping.aborted) return;
    await application.close();
    throw error;
  }
}
