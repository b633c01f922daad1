import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the server does with one request for a file; left out, it behaves. */
export interface Behaviour {
  /** Bytes of the body after which the connection is cut. */
  readonly cutAfter?: number;
  readonly status?: number;
  readonly ignoreRange?: boolean;
  readonly ignoreIfRange?: boolean;
  /** Ranges come with status 200, as from ModelScope. */
  readonly rangesWithStatus200?: boolean;
  readonly etag?: string;
  readonly body?: Buffer;
  /** Sends nothing more, and keeps the connection. */
  readonly hangAfter?: number;
  readonly redirectTo?: string;
  /** Pause between pieces of 16 KiB. */
  readonly pauseMs?: number;
  /** Without Content-Length. */
  readonly chunked?: boolean;
}

export interface LoggedRequest {
  readonly path: string;
  readonly host: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

export interface HubServerOptions {
  readonly files: Readonly<Record<string, Buffer>>;
  /** Called for each request for a file, with its number among those for this file. */
  readonly behave?: (path: string, attempt: number) => Behaviour;
  /** Replaces the listing of either hub. */
  readonly listing?: (kind: 'huggingface' | 'modelscope') => {
    readonly status?: number;
    readonly body: string;
  };
  /** Changes single entries of the listing. */
  readonly lie?: (entry: Record<string, unknown>) => Record<string, unknown>;
}

export const commit = 'c0ffee0123456789c0ffee0123456789c0ffee01';

const pieceBytes = 16 << 10;

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Answers like Hugging Face and like ModelScope, at one address, for the model `some-org/some-model`. */
export class HubServer {
  readonly requests: LoggedRequest[] = [];
  /** Bytes of files that were written to connections. */
  servedBytes = 0;
  readonly #options: HubServerOptions;
  readonly #server: Server;
  readonly #attempts = new Map<string, number>();

  private constructor(options: HubServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: HubServerOptions): Promise<HubServer> {
    const hub = new HubServer(options);
    hub.#server.listen(0, '127.0.0.1');
    await once(hub.#server, 'listening');
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  requestsFor(part: string): readonly LoggedRequest[] {
    return this.requests.filter(({ path }) => decodeURIComponent(path).includes(part));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push({
      path: url.pathname + url.search,
      host: headers.host ?? '',
      range: headers.range,
      ifRange: headers['if-range'] as string | undefined,
      authorization: headers.authorization,
      cookie: headers.cookie,
    });
    const isHuggingFace = /^\/api\/models\/some-org\/some-model\/revision\/[^/]+$/.test(url.pathname);
    const isModelScope = url.pathname === '/api/v1/models/some-org/some-model/repo/files';
    if (isHuggingFace || isModelScope)
      return this.#list(isHuggingFace ? 'huggingface' : 'modelscope', response);
    const path = filePath(url);
    if (path === undefined || this.#options.files[path] === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Entry not found"}');
      return;
    }
    await this.#send(path, request, response);
  }

  #list(kind: 'huggingface' | 'modelscope', response: ServerResponse): void {
    const { status = 200, body } = this.#options.listing?.(kind) ?? {
      body: JSON.stringify(kind === 'huggingface' ? this.#siblings() : this.#dataFiles()),
    };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }

  /** `GET /api/models/{id}/revision/{revision}?blobs=true` of huggingface.co; files from 1 KiB on are large ones. */
  #siblings(): object {
    const siblings = Object.entries(this.#options.files).map(([rfilename, bytes]) =>
      this.#lie({
        rfilename,
        size: bytes.length,
        ...(bytes.length < 1024
          ? { blobId: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') }
          : { blobId: '1'.repeat(40), lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
      }),
    );
    return {
      _id: '1',
      id: 'some-org/some-model',
      modelId: 'some-org/some-model',
      sha: commit,
      private: false,
      siblings,
    };
  }

  /** `GET /api/v1/models/{id}/repo/files` of modelscope.cn. */
  #dataFiles(): object {
    const files = Object.entries(this.#options.files).map(([path, bytes]) =>
      this.#lie({
        CommittedDate: 1667548386,
        IsLFS: bytes.length >= 1024,
        Mode: '33188',
        Name: path.split('/').at(-1),
        Path: path,
        Revision: '2'.repeat(40),
        Sha256: sha256(bytes),
        Size: bytes.length,
        Type: 'blob',
      }),
    );
    const folder = { Mode: '16384', Name: 'onnx', Path: 'onnx', Sha256: '', Size: 0, Type: 'tree' };
    return {
      Code: 200,
      Data: { Files: [folder, ...files] },
      Message: 'success',
      RequestId: '1',
      Success: true,
    };
  }

  #lie(entry: Record<string, unknown>): Record<string, unknown> {
    return this.#options.lie?.(entry) ?? entry;
  }

  async #send(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const attempt = this.#attempts.get(path) ?? 0;
    this.#attempts.set(path, attempt + 1);
    const behaviour = this.#options.behave?.(path, attempt) ?? {};
    const {
      redirectTo,
      status,
      body = this.#options.files[path]!,
      etag = `"${sha256(body).slice(0, 16)}"`,
    } = behaviour;
    if (redirectTo !== undefined) {
      response.writeHead(302, { location: redirectTo }).end();
      return;
    }
    if (status !== undefined) {
      response.writeHead(status, { 'retry-after': '0' }).end('no');
      return;
    }
    const start = behaviour.ignoreRange
      ? undefined
      : rangeStart(request, behaviour.ignoreIfRange ? undefined : etag);
    const rest = body.subarray(start ?? 0);
    response.writeHead(start === undefined || behaviour.rangesWithStatus200 ? 200 : 206, {
      etag,
      'accept-ranges': 'bytes',
      ...(behaviour.chunked ? {} : { 'content-length': rest.length }),
      ...(start === undefined ? {} : { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
    });
    await this.#write(rest, behaviour, response);
  }

  async #write(bytes: Buffer, behaviour: Behaviour, response: ServerResponse): Promise<void> {
    const stopAfter = behaviour.cutAfter ?? behaviour.hangAfter ?? bytes.length;
    const wanted = bytes.subarray(0, stopAfter);
    response.flushHeaders();
    for (let start = 0; start < wanted.length && !response.destroyed; start += pieceBytes) {
      const piece = wanted.subarray(start, start + pieceBytes);
      await new Promise((resolve) => response.write(piece, resolve));
      this.servedBytes += piece.length;
      if (behaviour.pauseMs !== undefined) await sleep(behaviour.pauseMs);
    }
    if (behaviour.hangAfter !== undefined) return;
    if (wanted.length < bytes.length) response.destroy();
    else response.end();
  }
}

function filePath({ pathname, searchParams }: URL): string | undefined {
  const resolved = /^\/some-org\/some-model\/resolve\/[^/]+\/(.+)$/.exec(pathname)?.[1];
  if (resolved !== undefined) return decodeURIComponent(resolved);
  return pathname === '/api/v1/models/some-org/some-model/repo'
    ? (searchParams.get('FilePath') ?? undefined)
    : undefined;
}

function rangeStart({ headers }: IncomingMessage, etag: string | undefined): number | undefined {
  const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const ifRange = headers['if-range'];
  return start === undefined || (etag !== undefined && ifRange !== undefined && ifRange !== etag)
    ? undefined
    : Number(start);
}
