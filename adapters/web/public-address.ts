import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether an IP address is one of the public internet: no loopback, private, link-local, mapped or reserved one. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** What was found is not to be connected to. */
export class AddressRefused extends Error {}

/**
 * Finds addresses for a connection and refuses names of which any is not allowed. The connection is made to what is found
 * here and nothing is looked up twice, so that no name can be a public address when checked and a private one when used.
 */
export function checkedLookup(
  isAllowed: (address: string) => boolean,
  lookup: typeof systemLookup = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { family: options.family ?? 0, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const [first] = found;
      if (first === undefined || !found.every(({ address }) => isAllowed(address)))
        return callback(new AddressRefused(hostname), '');
      if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** Whether the host of an address is a name, or an IP that is allowed: connections to IPs look nothing up. */
export function isAllowedHost({ hostname }: URL, isAllowed: (address: string) => boolean): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 || isAllowed(host);
}
