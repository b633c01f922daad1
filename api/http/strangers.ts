import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { ServerOptions } from '../server-options.ts';
import { type AddressOf, createAddressOf } from './client-address.ts';

const maximumOfAddress = 10;

/** Connections that have not said yet who they are, by address: whoever opens many of them keeps nobody else out. */
export class Strangers {
  readonly #addresses = new Map<WebSocket, string>();
  readonly #addressOf: AddressOf;
  readonly #isOpen: boolean;

  constructor({ isOpen, trustedProxies = [] }: ServerOptions) {
    this.#isOpen = isOpen;
    this.#addressOf = createAddressOf(trustedProxies);
  }

  /** Status with which one more connection is refused; undefined for one that is welcome. In open mode all are. */
  refusal(request: IncomingMessage): string | undefined {
    const address = this.#addressOf(request);
    const known = [...this.#addresses.values()].filter((each) => each === address);
    return known.length < maximumOfAddress || this.#isOpen ? undefined : '429 Too Many Requests';
  }

  add(client: WebSocket, request: IncomingMessage): void {
    this.#addresses.set(client, this.#addressOf(request));
    client.once('close', () => this.delete(client));
  }

  delete(client: WebSocket): void {
    this.#addresses.delete(client);
  }
}
