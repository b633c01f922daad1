/** @file Clients that take for ever: headers and bodies that trickle, answers that nobody reads, websockets that say nothing. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentiles } from '../percentiles.ts';
import { residentMegabytes } from '../process-tree.ts';
import { Client, codeOf, isUnclear } from './client.ts';
import type { Finding } from './findings.ts';
import { createCollection } from './jobs.ts';
import { galleryPictures } from './pictures.ts';
import type { Stage } from './stage.ts';
import { listed, Writer } from './writer.ts';

const each = 100;
/** Headers must be there after 10 s, and the server looks every few seconds. */
const patienceSeconds = 45;

interface Slow {
  readonly kind: string;
  readonly sockets: readonly Socket[];
  /** One more byte, from those that send. */
  readonly trickle: (socket: Socket) => void;
}

export async function slowClients(stage: Stage): Promise<readonly Finding[]> {
  const home = await stage.home();
  const watched = await stage.serve(home);
  const client = new Client(watched.process.url);
  await createCollection(client, 'c');
  const writer = new Writer(client, await galleryPictures(stage.starter), 'w');
  for (let i = 0; i < 8; i++) await writer.store(() => false);
  const quiet = await searches(client, 5);
  const before = residentMegabytes(watched.process.pid);
  const kinds = await connectAll(watched.process.url);
  const timer = setInterval(() => {
    for (const { sockets, trickle } of kinds)
      for (const socket of sockets) if (!socket.destroyed) trickle(socket);
  }, 1000);
  const beside = await searches(client, patienceSeconds);
  clearInterval(timer);
  const after = residentMegabytes(watched.process.pid);
  const closed = kinds.map(
    ({ kind, sockets }) => `${kind} ${sockets.filter(({ destroyed }) => destroyed).length}`,
  );
  for (const { sockets } of kinds) for (const socket of sockets) socket.destroy();
  const later = await searches(client, 2);
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop();
  const unanswered = quiet.failed + beside.failed + later.failed;
  return [
    {
      part: 'slow clients',
      done: `${each} of each kind for ${patienceSeconds} s; closed by the server: ${closed.join(', ')}; searches beside them, ms: ${percentiles(beside.ms)} (before: ${percentiles(quiet.ms)}), refused: ${listed(beside.refusals)}; ${before.toFixed(0)} → ${after.toFixed(0)} MB`,
      lost: unanswered,
      doubled: 0,
      crashed,
      unclear: quiet.unclear + beside.unclear + later.unclear,
    },
  ];
}

async function searches(client: Client, seconds: number) {
  const ms: number[] = [];
  const refusals = new Map<string, number>();
  let [failed, unclear] = [0, 0];
  const query = '{ search(collection: "c", query: { text: "雨伞" }) { nodes { key } } }';
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(20)) {
    const answer = await client.ask(query, {}, 20_000).catch(() => undefined);
    const code = answer === undefined ? 'connection lost' : codeOf(answer);
    if (answer !== undefined && code === undefined) ms.push(answer.ms);
    else refusals.set(code!, (refusals.get(code!) ?? 0) + 1);
    // A hundred large requests come at once: whoever comes then is told to come again.
    if (code !== undefined && code !== 'OVERLOADED') failed++;
    if (answer !== undefined && isUnclear(answer)) unclear++;
  }
  return { ms, failed, refusals, unclear };
}

async function connectAll(url: string): Promise<readonly Slow[]> {
  const { host, hostname, port } = new URL(url);
  const open = async (first: string, isReading = true): Promise<Socket> => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    if (isReading) socket.resume();
    else socket.pause();
    socket.write(first);
    return socket;
  };
  const many = (first: string, isReading?: boolean) =>
    Promise.all(Array.from({ length: each }, () => open(first, isReading)));
  const post = `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
  const large = JSON.stringify({ query: `{ embedTexts(texts: [${'"猫", '.repeat(255)}"狗"]) { values } }` });
  const upgrade = `GET /graphql HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`;
  const nothing = () => undefined;
  return [
    { kind: 'headers', sockets: await many(post), trickle: (socket) => socket.write('X-A: b\r\n') },
    {
      kind: 'bodies',
      sockets: await many(`${post}Content-Length: 100000\r\n\r\n{`),
      trickle: (socket) => socket.write(' '),
    },
    {
      kind: 'unread answers',
      sockets: await many(`${post}Content-Length: ${Buffer.byteLength(large)}\r\n\r\n${large}`, false),
      trickle: nothing,
    },
    { kind: 'silent websockets', sockets: await many(upgrade), trickle: nothing },
  ];
}
