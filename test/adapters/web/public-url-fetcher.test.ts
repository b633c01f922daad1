import type { lookup } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asCaller, currentCaller } from '../../../adapters/async/caller-context.ts';
import { isPublicAddress } from '../../../adapters/web/public-address.ts';
import {
  noUrlFetcher,
  PublicUrlFetcher,
  type PublicUrlFetcherOptions,
} from '../../../adapters/web/public-url-fetcher.ts';
import { DomainError } from '../../../core/errors.ts';

/** A server on this machine, and a fetcher that may go to 127.0.0.1 at its port and nowhere else. */
async function serverOf(answer: RequestListener, options: PublicUrlFetcherOptions = {}) {
  const requests: { url: string | undefined; headers: object }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = String((server.address() as AddressInfo).port);
  const isAllowed = (address: string) => address === '127.0.0.1';
  const fetcher = new PublicUrlFetcher({ ports: [port], isAllowed, timeoutMs: 5000, ...options });
  return { url: `http://127.0.0.1:${port}`, port, requests, fetcher };
}

/** A look-up that knows one answer. */
const answering = (...addresses: readonly string[]) =>
  ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup;

const refused = { code: 'URL_REFUSED' };

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'x',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('what is never asked for', () => {
  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://0/',
    'https://[fe80::1]/',
    'file:///etc/passwd',
    'ftp://example.org/a',
    'gopher://example.org/',
    'data:image/png;base64,AAAA',
    'javascript:1',
    'http://user:password@example.org/',
    'http://example.org:8080/',
    'https://example.org:22/',
    'example.org',
    '//example.org/a',
    '',
    `http://example.org/${'a'.repeat(5000)}`,
  ])('%s', async (url) => {
    await expect(new PublicUrlFetcher().fetch(url)).rejects.toMatchObject(refused);
  });

  it.each([
    ['a private address', ['10.0.0.1']],
    ['a public and a private one', ['93.184.216.34', '127.0.0.1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
    ['none', []],
  ])('a name with %s', async (_, addresses) => {
    const fetcher = new PublicUrlFetcher({ lookup: answering(...addresses) });
    for (const scheme of ['http', 'https'])
      await expect(fetcher.fetch(`${scheme}://rebinding.example/`)).rejects.toMatchObject(refused);
  });

  it('anything, where it is switched off', async () => {
    await expect(noUrlFetcher.fetch('https://example.org/a.png')).rejects.toMatchObject(refused);
  });
});

describe('fetching', () => {
  it('gives the bytes, and says nothing about who asks', async () => {
    const { fetcher, url, requests } = await serverOf((_, response) => response.end('picture'));
    expect(Buffer.from(await fetcher.fetch(`${url}/a.png?b=c#d`)).toString()).toBe('picture');
    expect(requests).toEqual([
      {
        url: '/a.png?b=c',
        headers: {
          accept: 'image/*',
          'accept-encoding': 'identity',
          'user-agent': 'Tuwen',
          host: url.slice('http://'.length),
          connection: 'close',
        },
      },
    ]);
  });

  it('looks a name up once for each connection', async () => {
    let lookups = 0;
    const once = answering('127.0.0.1');
    const counting = ((...given: Parameters<typeof lookup>) => {
      lookups++;
      return (once as (...all: unknown[]) => void)(...given);
    }) as unknown as typeof lookup;
    const { fetcher, port } = await serverOf((_, response) => response.end('x'), { lookup: counting });
    await fetcher.fetch(`http://name.example:${port}/`);
    expect(lookups).toBe(1);
  });

  it('follows redirects, three at most, each checked', async () => {
    const { fetcher, url, requests } = await serverOf((request, response) => {
      const [, kind, count] = request.url!.split('/');
      if (kind === 'far' && count === '0') return response.end('there');
      const location =
        kind === 'far' ? `/far/${Number(count) - 1}` : decodeURIComponent(request.url!.slice(1));
      return response.writeHead(302, { location }).end();
    });
    expect(Buffer.from(await fetcher.fetch(`${url}/far/3`)).toString()).toBe('there');
    await expect(fetcher.fetch(`${url}/far/4`)).rejects.toMatchObject({ code: 'URL_UNAVAILABLE' });
    for (const target of [
      'http://169.254.169.254/',
      'http://localhost/',
      'file:///etc/passwd',
      'http://a:b@127.0.0.1/',
      'http://[::1]/',
      'http://',
    ]) {
      const before = requests.length;
      await expect(fetcher.fetch(`${url}/${encodeURIComponent(target)}`)).rejects.toMatchObject(refused);
      expect(requests).toHaveLength(before + 1);
    }
  });

  it('looks at every connection anew: a name that is elsewhere at the second look is not followed', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const changing = ((...given: Parameters<typeof lookup>) =>
      (answering(...answers.shift()!) as (...all: unknown[]) => void)(...given)) as unknown as typeof lookup;
    const { fetcher, port, requests } = await serverOf(
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      { lookup: changing },
    );
    await expect(fetcher.fetch(`http://name.example:${port}/`)).rejects.toMatchObject(refused);
    expect([answers, requests.length]).toEqual([[], 1]);
  });

  it('unpacks nothing, so that little cannot become much', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const { fetcher, url } = await serverOf((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(Buffer.from(await fetcher.fetch(url))).toEqual(bomb);
  });

  it.each([
    [
      'announced',
      (size: number): RequestListener =>
        (_, response) =>
          void response.writeHead(200, { 'content-length': size }).write('x'),
    ],
    [
      'not announced',
      (size: number): RequestListener =>
        (_, response) =>
          void response.end(Buffer.alloc(size)),
    ],
  ])('stops at the limit of bytes, %s', async (_, answer) => {
    const { fetcher, url } = await serverOf(answer(5001), { maximumBytes: 5000 });
    await expect(fetcher.fetch(url)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['never ends', (_, response) => void response.write('x')],
    [
      'drips',
      (_, response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['hangs up', (request) => request.socket.destroy()],
    ['has none', (_, response) => void response.writeHead(404).end()],
    ['redirects nowhere', (_, response) => void response.writeHead(302).end()],
  ])('ends with a server that %s', async (_, answer) => {
    const { fetcher, url } = await serverOf(answer, { timeoutMs: 300 });
    await expect(fetcher.fetch(url)).rejects.toMatchObject({ code: 'URL_UNAVAILABLE' });
  });

  it('ends for a caller who leaves', async () => {
    const { fetcher, url } = await serverOf(() => undefined, { currentSignal: () => currentCaller().signal });
    const leaving = new AbortController();
    const left = new DomainError('CANCELLED', 'The client has left.');
    const fetching = asCaller({ priority: 'interactive', signal: leaving.signal }, () => fetcher.fetch(url));
    setTimeout(() => leaving.abort(left), 50);
    await expect(fetching).rejects.toBe(left);
  });

  it('makes so many transfers at the same time and no more', async () => {
    let [open, most] = [0, 0];
    const { fetcher, url } = await serverOf(
      (_, response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          response.end('x');
        }, 30);
      },
      { atOnce: 3 },
    );
    await Promise.all(Array.from({ length: 10 }, () => fetcher.fetch(url)));
    expect(most).toBe(3);
  });
});
