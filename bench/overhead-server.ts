/**
 * @file Process that serves with as much of its watching as it is told: `node overhead-server off|metrics|traces|all`, its settings from the
 * environment. Tells its address over IPC, and to each message after that its processor time so far, in microseconds.
 */
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import { openObservers } from '../api/container.ts';
import { silentLog } from '../core/ports/log.ts';
import { noTelemetry } from '../core/ports/telemetry.ts';

const side = process.argv[2];
const config = readConfig(process.env);
const { telemetry, log } = await openObservers({ ...config, traces: side === 'traces' || side === 'all' });
const application = new Application(config, {
  telemetry: side === 'off' ? noTelemetry : telemetry,
  log: side === 'all' ? log : silentLog,
});
const server = await application.serve();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send!(user + system);
});
process.once('disconnect', async () => {
  await server.close();
  await application.close();
});
process.send!(server.url);
