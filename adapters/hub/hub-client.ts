import { DomainError } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';
import { readUrl } from '../../core/read-url.ts';
import { downloadUnsafe, hubUnavailable, TransferInterrupted } from './hub-errors.ts';
import type { HubLimits } from './hub-limits.ts';
import { IdleTimer } from './idle-timer.ts';
import { Patience } from './patience.ts';

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface HubClientOptions {
  /** Address of the hub; everything else is another host. */
  readonly base: URL;
  /** Headers that prove who asks; they go to the hub alone. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly limits: HubLimits;
}

/** Requests to one hub. */
export class HubClient {
  readonly #options: HubClientOptions;

  constructor(options: HubClientOptions) {
    this.#options = options;
  }

  /**
   * Parsed JSON of an address of the hub; small, and asked for again when the connection breaks.
   * @throws DomainError HUB_UNAVAILABLE, NOT_FOUND, DOWNLOAD_UNSAFE
   */
  async json(url: URL, subject: string): Promise<unknown> {
    const { limits } = this.#options;
    const patience = new Patience(subject, limits);
    for (;;) {
      try {
        return parseJson(await this.receive(url, {}, subject, readLimited(limits.listingBytes)), url);
      } catch (error) {
        await patience.after(error);
      }
    }
  }

  /**
   * One request, redirects included; the answer is handed to `read` and gone afterwards. 416 is handed over too.
   * @throws TransferInterrupted when another attempt may help
   * @throws DomainError HUB_UNAVAILABLE, NOT_FOUND, DOWNLOAD_UNSAFE, and what `read` throws
   */
  async receive<T>(
    url: URL,
    headers: Readonly<Record<string, string>>,
    subject: string,
    read: (response: Response, idle: IdleTimer) => Promise<T>,
  ): Promise<T> {
    const idle = new IdleTimer(this.#options.limits.idleMs);
    try {
      const response = await this.#follow(url, headers, idle.signal);
      try {
        this.#checkStatus(response, subject);
        idle.touch();
        return await read(response, idle);
      } finally {
        await response.body?.cancel().catch(() => undefined);
      }
    } catch (error) {
      throw isFinal(error) ? error : interrupted(error, idle.signal);
    } finally {
      idle.stop();
    }
  }

  async #follow(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const { base, credentials, limits } = this.#options;
    let address = url;
    for (let hops = 0; hops <= limits.redirects; hops++) {
      this.#checkAddress(address);
      const response = await fetch(address, {
        redirect: 'manual',
        signal,
        // A compressed answer has no ranges that fit those of the file.
        headers: {
          'accept-encoding': 'identity',
          'user-agent': 'tuwen',
          ...headers,
          ...(address.origin === base.origin ? credentials : {}),
        },
      });
      const location = redirectStatuses.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return response;
      await response.body?.cancel();
      const next = readUrl(location, address);
      if (next === undefined) throw new TransferInterrupted('a redirect leads nowhere');
      address = next;
    }
    throw hubUnavailable(`${base.host} redirects too often.`, 'Check TUWEN_HUB_URL.');
  }

  /** Plain http is for a hub on this machine, and for this machine only. */
  #checkAddress({ protocol, hostname, host, username, password }: URL): void {
    const { base } = this.#options;
    const isLocal = base.protocol === 'http:' && isLoopback(hostname) && isLoopback(base.hostname);
    const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
    if (isSafe && username === '' && password === '') return;
    throw downloadUnsafe(
      `${base.host} redirects to ${protocol}//${host}, which is not https.`,
      'Use another mirror, or the hub itself.',
    );
  }

  #checkStatus({ status, url, headers }: Response, subject: string): void {
    if (status === 200 || status === 206 || status === 416) return;
    const { base } = this.#options;
    const isHub = new URL(url).origin === base.origin;
    if (isHub && (status === 404 || status === 410)) {
      throw new DomainError('NOT_FOUND', `${subject} is not there.`, {
        remedy: 'Check the name and --revision.',
      });
    }
    if (isHub && (status === 401 || status === 403)) {
      throw hubUnavailable(
        `${base.host} refuses ${subject} (status ${status}).`,
        'Check the name; for a private or gated model accept its terms on the hub and set TUWEN_HUB_TOKEN.',
      );
    }
    const message = `${new URL(url).host} answers with status ${status}`;
    // Signed addresses of other hosts run out; asking the hub again gives a fresh one.
    if (!isHub || passingStatuses.has(status)) {
      const retryAfterMs = Number(headers.get('retry-after') ?? Number.NaN) * 1000;
      throw new TransferInterrupted(message, retryAfterMs >= 0 ? { retryAfterMs } : {});
    }
    throw hubUnavailable(`${message} to ${subject}.`, 'Check TUWEN_HUB_URL, or try again later.');
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof DomainError || error instanceof TransferInterrupted;
}

function interrupted(error: unknown, signal: AbortSignal): TransferInterrupted {
  const reason: unknown = signal.aborted ? signal.reason : error;
  const { message, cause } = reason as Error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return new TransferInterrupted(code === undefined ? message : `${message} (${code})`, { cause: error });
}

function readLimited(limit: number): (response: Response, idle: IdleTimer) => Promise<string> {
  return async ({ body, url }, idle) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body ?? []) {
      idle.touch();
      size += chunk.length;
      if (size > limit) throw notAListing(url, `its answer is longer than ${limit} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  };
}

function parseJson(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAListing(url.href, 'its answer is no JSON');
  }
}

export function notAListing(url: string, what: string): DomainError {
  return hubUnavailable(
    `${new URL(url).host} does not answer like a hub: ${what}.`,
    'Check TUWEN_HUB and TUWEN_HUB_URL, and whether a proxy stands in between.',
  );
}
