import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '../../core/errors.ts';

/** Connections that wait to be taken. Of more, the system drops the first packet, and their clients come again after 1, 3, 7 … seconds. */
const backlog = 4096;

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Environment variable that says which. */
  readonly variable: string;
}

/** Takes the port. @returns the address, without a slash at its end. @throws DomainError PORT_IN_USE */
export function listen(server: Server, { host, port, variable }: ListenOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? portInUse(port, variable, cause) : cause);
    });
    server.listen(port, host, backlog, () =>
      resolve(`http://${inUrl(host)}:${(server.address() as AddressInfo).port}`),
    );
  });
}

function portInUse(port: number, variable: string, cause: unknown): DomainError {
  return new DomainError('PORT_IN_USE', `Port ${port} is taken by another program.`, {
    remedy: `Stop it, or set ${variable} to another port.`,
    details: { port },
    cause,
  });
}

/** IPv6 addresses stand in brackets; the address for “all” is no address to open. */
function inUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
