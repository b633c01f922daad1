import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Address of whoever sent a request. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * That of the connection, or where it comes from a trusted proxy, the nearest one in `X-Forwarded-For` that is none: anyone
 * can write into that header, so it is believed only as far as proxies of ours have written it.
 */
export function createAddressOf(trustedProxies: readonly string[]): AddressOf {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, isTrusted);
}
