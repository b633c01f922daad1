import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands before a server that others use, and can be stopped and started at its address as if it were the server. */
export interface TcpProxy {
  /** The address of the server, through the proxy. */
  readonly url: string;
  /** Cuts every connection and takes no other. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Passes nothing on, of old connections and new ones, as a server that hangs. */
  hang(): void;
  /** Passes on what has come meanwhile. */
  release(): void;
}

/** @param target an address with host and port, or Postgres' own port. Closed when the test is over. */
export async function tcpProxy(target: string): Promise<TcpProxy> {
  const url = new URL(target);
  const [host, targetPort] = [url.hostname, Number(url.port === '' ? 5432 : url.port)];
  const sockets = new Set<Socket>();
  let isHanging = false;
  const server = createServer((client) => {
    const upstream = connect(targetPort, host);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
      if (isHanging) one.pause();
    }
  });
  let port = 0;
  const start = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const hang = (): void => {
    isHanging = true;
    for (const socket of sockets) socket.pause();
  };
  const release = (): void => {
    isHanging = false;
    for (const socket of sockets) socket.resume();
  };
  await start();
  onTestFinished(stop);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return { url: url.href, start, stop, hang, release };
}
