import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { DomainError } from '../../core/errors.ts';
import { Gate } from '../../core/gate.ts';
import type { UrlFetcher } from '../../core/ports/url-fetcher.ts';
import { readUrl } from '../../core/read-url.ts';
import { AddressRefused, checkedLookup, isAllowedHost, isPublicAddress } from './public-address.ts';

export interface PublicUrlFetcherOptions {
  /** Bytes of one file. Default: 20 MiB. */
  readonly maximumBytes?: number;
  /** For everything: looking up, connecting, redirects, reading. Default: 10 s. */
  readonly timeoutMs?: number;
  /** Transfers at the same time. Default: 8. */
  readonly atOnce?: number;
  /** Ports that may be connected to. Default: those of http and https. */
  readonly ports?: readonly string[];
  /** IP addresses that may be connected to. Default: public ones. */
  readonly isAllowed?: (address: string) => boolean;
  readonly lookup?: Parameters<typeof checkedLookup>[1];
  /** Aborted when nobody waits any more for what is asked now. */
  readonly currentSignal?: () => AbortSignal | undefined;
}

const maximumRedirects = 3;
const redirectStatuses = [301, 302, 303, 307, 308];

/**
 * Fetches over http and https from public addresses only (OWASP's cheat sheet on server-side request forgery): each
 * address is checked when it is connected to, each redirect as if it had been asked for. Nothing that could prove who
 * asks is sent, and what came back is told to nobody but the decoder.
 */
export class PublicUrlFetcher implements UrlFetcher {
  readonly #maximumBytes: number;
  readonly #timeoutMs: number;
  readonly #ports: readonly string[];
  readonly #isAllowed: (address: string) => boolean;
  readonly #lookup: LookupFunction;
  readonly #currentSignal: () => AbortSignal | undefined;
  readonly #gate: Gate;

  constructor(options: PublicUrlFetcherOptions = {}) {
    this.#maximumBytes = options.maximumBytes ?? 20 * 1024 * 1024;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#ports = options.ports ?? ['80', '443'];
    this.#isAllowed = options.isAllowed ?? isPublicAddress;
    this.#lookup = checkedLookup(this.#isAllowed, options.lookup);
    this.#currentSignal = options.currentSignal ?? (() => undefined);
    this.#gate = new Gate(options.atOnce ?? 8);
  }

  async fetch(url: string): Promise<Uint8Array> {
    const first = this.#check(url);
    const caller = this.#currentSignal();
    return this.#gate.run(async () => {
      caller?.throwIfAborted();
      const timeout = AbortSignal.timeout(this.#timeoutMs);
      const signal = caller === undefined ? timeout : AbortSignal.any([timeout, caller]);
      try {
        return await this.#follow(first, signal);
      } catch (error) {
        if (caller?.aborted) throw caller.reason;
        throw failureOf(error, timeout.aborted);
      }
    });
  }

  async #follow(first: URL, signal: AbortSignal): Promise<Uint8Array> {
    let url = first;
    for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
      const answer = await this.#get(url, signal);
      const { statusCode = 0, headers } = answer;
      if (statusCode === 200) return this.#read(answer);
      answer.destroy();
      if (!redirectStatuses.includes(statusCode) || headers.location === undefined)
        throw unavailable(`Its server answered ${statusCode}.`);
      const next = this.#check(headers.location, url);
      if (url.protocol === 'https:' && next.protocol === 'http:') throw refused();
      url = next;
    }
    throw unavailable(`It was redirected more than ${maximumRedirects} times.`);
  }

  /** @throws DomainError URL_REFUSED */
  #check(text: string, base?: URL): URL {
    const url = text.length > 4096 ? undefined : readUrl(text, base);
    if (url === undefined) throw refused();
    const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const isPlain = `${url.username}${url.password}` === '' && this.#ports.includes(port);
    if (isHttp && isPlain && isAllowedHost(url, this.#isAllowed)) return url;
    throw refused();
  }

  #get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'Tuwen' };
      // A connection of its own: one that is kept open was checked for another name.
      request(url, { agent: false, headers, lookup: this.#lookup, signal })
        .on('response', resolve)
        .on('error', reject)
        .end();
    });
  }

  async #read(answer: IncomingMessage): Promise<Uint8Array> {
    const limit = this.#maximumBytes;
    if (Number(answer.headers['content-length'] ?? 0) > limit) throw tooLarge(answer, limit);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(answer, limit);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/** A fetcher that fetches nothing. */
export const noUrlFetcher: UrlFetcher = {
  fetch: async () => {
    throw new DomainError('URL_REFUSED', 'This server fetches nothing from addresses.', {
      remedy: 'Send the picture itself; an administrator can set TUWEN_FETCH=on.',
    });
  },
};

function failureOf(error: unknown, isTimeout: boolean): unknown {
  if (error instanceof DomainError) return error;
  if (error instanceof AddressRefused) return refused();
  return unavailable(isTimeout ? 'It took too long.' : 'Its server cannot be reached.', error);
}

/** The same words whatever is wrong, so that nobody can find out what is where. */
function refused(): DomainError {
  return new DomainError('URL_REFUSED', 'This address is not fetched.', {
    remedy: 'Use http or https, on its usual port, to a public server, without user and password.',
  });
}

function unavailable(what: string, cause?: unknown): DomainError {
  return new DomainError('URL_UNAVAILABLE', `The address gave no picture. ${what}`, { cause });
}

function tooLarge(answer: IncomingMessage, limit: number): DomainError {
  answer.destroy();
  return new DomainError('IMAGE_TOO_LARGE', `What the address gives has more than ${limit} bytes.`, {
    remedy: 'Send it smaller.',
    details: { limit },
  });
}
