/** @file Worker thread with an embedded Postgres: WebAssembly blocks its thread, so it must not be the server's. */
import { constants, cpSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { PgliteRequest, PgliteResponse, PgliteSettings } from './pglite-protocol.ts';

const { folder } = workerData as PgliteSettings;
const port = parentPort!;
const send = (message: PgliteResponse): void => port.postMessage(message);

/** Text for parameters whose type PGlite does not know, as `pg` does it. */
const parameter = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

async function answer(database: PGlite, request: PgliteRequest): Promise<readonly unknown[]> {
  if (request.kind === 'query')
    return (await database.query(request.text, request.parameters.map(parameter))).rows;
  if (request.kind === 'execute') await database.exec(request.script);
  else if (request.kind === 'copy') copyTo(request.to);
  else await database.close();
  return [];
}

/** In one go on the thread that writes them, so that no statement comes between two files. */
function copyTo(target: string): void {
  cpSync(folder, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

async function serve(database: PGlite, request: PgliteRequest): Promise<void> {
  const { id } = request;
  try {
    send({ kind: 'rows', id, rows: await answer(database, request) });
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    send({ kind: 'error', id, message, code });
  }
}

try {
  const database = await PGlite.create(folder, { extensions: { vector } });
  port.on('message', (request: PgliteRequest) => void serve(database, request));
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', message: (error as Error).message });
}
