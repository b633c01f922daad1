/** @file `npm run chaos [-- part …]`: breaks real servers on this machine in every way it can; ends with 1 when anything is lost, doubled or crashes. */
import { damaged } from './damaged.ts';
import { restartDatabase } from './database-restarts.ts';
import { type Finding, isClean, printTable, type Skipped } from './findings.ts';
import { fullDisk } from './full-disk.ts';
import { killEvaluation, killImport, killModelImport } from './kills.ts';
import { overload } from './overload.ts';
import { startPostgres } from './postgres.ts';
import { slowClients } from './slow-clients.ts';
import { Stage } from './stage.ts';

type Part = (stage: Stage) => Promise<readonly (Finding | Skipped)[]>;

const parts: Readonly<Record<string, Part>> = {
  'kill-import': killImport,
  'kill-evaluation': killEvaluation,
  'kill-model-import': killModelImport,
  'database-restart': restartDatabase,
  'full-disk': fullDisk,
  damaged,
  'slow-clients': slowClients,
  overload,
};

/** The whole run ends by itself before this. */
const maximumMinutes = Number(process.env['TUWEN_BENCH_MINUTES'] ?? 10);

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in parts));
if (unknown !== undefined)
  throw new RangeError(`no part ${unknown}; there are ${Object.keys(parts).join(', ')}`);
const stage = await Stage.open(await startPostgres());
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stage.close().then(() => process.exit(1)));
const rows: (Finding | Skipped)[] = [];
const timer = setTimeout(() => {
  console.error(`not over after ${maximumMinutes} minutes; found by then:`);
  printTable(rows);
  process.kill(process.pid, 'SIGTERM');
}, maximumMinutes * 60_000);
try {
  for (const [name, part] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = performance.now();
    const found = await part(stage);
    rows.push(...found);
    printTable(found);
    console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
} finally {
  await stage.close();
  clearTimeout(timer);
  printTable(rows);
}
process.exitCode = rows.every(isClean) ? 0 : 1;
