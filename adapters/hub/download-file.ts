import type { HubFile } from '../../core/ports/model-hub.ts';
import type { HubClient } from './hub-client.ts';
import { downloadCorrupt, TransferInterrupted } from './hub-errors.ts';
import type { HubLimits } from './hub-limits.ts';
import { PartialFile } from './partial-file.ts';
import { Patience } from './patience.ts';

export interface FileDownload {
  readonly client: HubClient;
  readonly limits: HubLimits;
  readonly url: URL;
  readonly file: HubFile;
  /** Absolute path. */
  readonly target: string;
  /** Bytes of the file that are here; falls back to 0 when it starts over. */
  readonly onProgress: (bytes: number) => void;
}

/**
 * Fetches one file, going on where an earlier attempt or process stopped. It appears under its name once its size and
 * digest are right.
 * @returns bytes that came over the network
 * @throws DomainError HUB_UNAVAILABLE, NOT_FOUND, DOWNLOAD_CORRUPT, DOWNLOAD_UNSAFE, STORAGE_FAILED
 */
export async function downloadFile(download: FileDownload): Promise<number> {
  const { file, target } = download;
  const part = await PartialFile.open(target, file);
  try {
    const transfer = new Transfer(download, part);
    await transfer.run();
    let isRight = part.hasDigest();
    if (!isRight && part.isContinued) {
      // Pieces of two versions, or a part that the disk lost some of: the file in one go may be right.
      part.restart(null);
      await transfer.run();
      isRight = part.hasDigest();
    }
    if (!isRight) {
      await part.discard();
      throw downloadCorrupt(file.path, `its ${file.digest?.algorithm} differs`);
    }
    await part.publish();
    return transfer.receivedBytes;
  } finally {
    await part.close();
  }
}

class Transfer {
  readonly #download: FileDownload;
  readonly #part: PartialFile;
  #receivedBytes = 0;

  constructor(download: FileDownload, part: PartialFile) {
    this.#download = download;
    this.#part = part;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  async run(): Promise<void> {
    const { file, url, limits } = this.#download;
    const patience = new Patience(`${file.path} from ${url.host}`, limits);
    while (this.#part.sizeBytes < file.sizeBytes) {
      try {
        await this.#attempt();
      } catch (error) {
        patience.reached(this.#part.sizeBytes);
        await patience.after(error);
      }
    }
  }

  async #attempt(): Promise<void> {
    const { client, url, file } = this.#download;
    await client.receive(url, rangeHeaders(this.#part), file.path, async (response, idle) => {
      try {
        this.#begin(response);
        for await (const chunk of response.body ?? []) {
          idle.touch();
          await this.#take(chunk);
        }
      } finally {
        await this.#part.flush();
      }
      if (this.#part.sizeBytes < file.sizeBytes) {
        throw new TransferInterrupted(`it ended after ${this.#part.sizeBytes} of ${file.sizeBytes} bytes`);
      }
    });
  }

  async #take(chunk: Uint8Array): Promise<void> {
    const { file, onProgress } = this.#download;
    const part = this.#part;
    if (part.sizeBytes + chunk.length > file.sizeBytes) {
      part.restart(null);
      throw downloadCorrupt(file.path, `it has more than ${file.sizeBytes} bytes`);
    }
    await part.append(chunk);
    this.#receivedBytes += chunk.length;
    onProgress(part.sizeBytes);
  }

  /** Decides whether an answer goes on where the part ends, or is the file from its beginning. */
  #begin(response: Response): void {
    const { file } = this.#download;
    const part = this.#part;
    const etag = response.headers.get('etag');
    const range = contentRange(response);
    if (response.status === 416 || (response.status === 206 && range === undefined)) throw startingOver(part);
    if (range !== undefined) {
      const isRest = range.start === part.sizeBytes && range.totalBytes === file.sizeBytes;
      const isSame = part.etag === null || etag === null || etag === part.etag;
      if (!isRest || !isSame) throw startingOver(part);
      if (part.sizeBytes > 0) {
        part.continued();
        return;
      }
    }
    const length = announcedBytes(response);
    if (length !== undefined && length !== file.sizeBytes) {
      if (part.sizeBytes > 0) throw startingOver(part);
      throw downloadCorrupt(file.path, `it has ${length} bytes instead of ${file.sizeBytes}`);
    }
    part.restart(etag);
  }
}

function startingOver(part: PartialFile): TransferInterrupted {
  part.restart(null);
  return new TransferInterrupted(
    'the file changed, or the server sends another part of it than was asked for',
  );
}

/** `If-Range` has the server send everything when the file is not the same any more. */
function rangeHeaders({ sizeBytes, etag }: PartialFile): Readonly<Record<string, string>> {
  if (sizeBytes === 0) return {};
  return { range: `bytes=${sizeBytes}-`, ...(etag === null ? {} : { 'if-range': etag }) };
}

/** By the header, not by status 206: ModelScope sends ranges with status 200. */
function contentRange({
  headers,
}: Response): { readonly start: number; readonly totalBytes: number } | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return start === undefined ? undefined : { start: Number(start), totalBytes: Number(total) };
}

function announcedBytes({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  return length !== null && isPlain ? Number(length) : undefined;
}
