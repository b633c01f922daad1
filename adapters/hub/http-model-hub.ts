import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../core/errors.ts';
import type {
  DownloadProgress,
  HubDownload,
  HubFile,
  HubKind,
  HubListing,
  HubModel,
  ModelHub,
} from '../../core/ports/model-hub.ts';
import { tryLockFolder } from '../files/folder-lock.ts';
import { checkPaths } from './check-paths.ts';
import { downloadFile } from './download-file.ts';
import { DownloadFolder } from './download-folder.ts';
import type { HubApi } from './hub-api.ts';
import { HubClient, notAListing } from './hub-client.ts';
import { onDisk } from './hub-errors.ts';
import { defaultHubLimits, type HubLimits } from './hub-limits.ts';
import { huggingFaceApi } from './hugging-face-api.ts';
import { modelScopeApi } from './modelscope-api.ts';

export interface HttpModelHubOptions {
  /** Downloads lie here as `<host>/<organisation>/<name>/<revision>/<path>`. */
  readonly folder: string;
  /** Hub that `url` and `token` belong to; the other one is asked at its public address, without a token. */
  readonly hub: HubKind;
  /** Mirror: https, or http on this machine. */
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly limits?: Partial<HubLimits>;
}

const apis: Readonly<Record<HubKind, HubApi>> = { huggingface: huggingFaceApi, modelscope: modelScopeApi };

const lockPauseMs = 500;

type OnProgress = (progress: DownloadProgress) => void;

/** A hub and its client. */
interface Connection {
  readonly api: HubApi;
  readonly base: URL;
  readonly client: HubClient;
}

/** Hugging Face, ModelScope and their mirrors over HTTPS. */
export class HttpModelHub implements ModelHub {
  readonly #options: HttpModelHubOptions;
  readonly #limits: HubLimits;

  constructor(options: HttpModelHubOptions) {
    this.#options = options;
    this.#limits = { ...defaultHubLimits, ...options.limits };
  }

  async list(model: HubModel): Promise<HubListing> {
    const { api, base, client } = this.#connect(model.hub);
    const revision = model.revision ?? api.mainRevision;
    const url = new URL(base.href.replace(/\/$/, '') + api.listingPath(model.id, revision));
    const subject = `${model.id} at revision ${JSON.stringify(revision)} of ${base.host}`;
    const listing = api.readListing(await client.json(url, subject));
    if (listing === undefined) throw notAListing(url.href, 'its answer lists no files');
    return { model, revision: listing.commit ?? revision, files: listing.files };
  }

  async download(
    listing: HubListing,
    files: readonly HubFile[],
    onProgress: OnProgress = () => {},
  ): Promise<HubDownload> {
    checkPaths(files);
    const connection = this.#connect(listing.model.hub);
    // A port is part of the host, but a colon is no part of a file name everywhere.
    const host = connection.base.host.replaceAll(':', '_');
    const modelFolder = join(this.#options.folder, host, ...listing.model.id.split('/'));
    const folder = new DownloadFolder(join(modelFolder, revisionFolder(listing.revision)));
    await onDisk('The download folder', () => mkdir(folder.path, { recursive: true }));
    const unlock = await waitForLock(modelFolder, onProgress);
    try {
      const receivedBytes = await this.#fetch(connection, listing, files, folder, onProgress);
      return { folder: folder.path, receivedBytes, close: unlock };
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  async #fetch(
    { api, base, client }: Connection,
    { model, revision }: HubListing,
    files: readonly HubFile[],
    folder: DownloadFolder,
    onProgress: OnProgress,
  ): Promise<number> {
    await folder.keepOnly(files);
    const missing = await missingFiles(folder, files);
    await folder.checkRoom(await remainingBytes(folder, missing));
    const totalBytes = sizeOf(files);
    let doneBytes = totalBytes - sizeOf(missing);
    let receivedBytes = 0;
    for (const file of missing) {
      const { path } = file;
      receivedBytes += await downloadFile({
        client,
        limits: this.#limits,
        url: new URL(base.href.replace(/\/$/, '') + api.filePath(model.id, revision, path)),
        file,
        target: await folder.place(file),
        onProgress: (bytes) =>
          onProgress({ stage: 'downloading', path, doneBytes: doneBytes + bytes, totalBytes }),
      });
      doneBytes += file.sizeBytes;
    }
    return receivedBytes;
  }

  #connect(hub: HubKind): Connection {
    const { url, token, hub: configured } = this.#options;
    const api = apis[hub];
    const base = new URL(hub === configured && url !== undefined ? url : api.address);
    const credentials = hub === configured && token !== undefined ? api.credentials(token) : {};
    return { api, base, client: new HubClient({ base, credentials, limits: this.#limits }) };
  }
}

async function missingFiles(folder: DownloadFolder, files: readonly HubFile[]): Promise<readonly HubFile[]> {
  const missing: HubFile[] = [];
  for (const file of files) if (!(await folder.has(file))) missing.push(file);
  return missing;
}

async function remainingBytes(folder: DownloadFolder, files: readonly HubFile[]): Promise<number> {
  const begun = await Promise.all(files.map((file) => folder.begunBytes(file)));
  return sizeOf(files) - begun.reduce((sum, bytes) => sum + bytes, 0);
}

function sizeOf(files: readonly HubFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** One folder level, whatever the branch is called. */
function revisionFolder(revision: string): string {
  if (/^\.{0,2}$/.test(revision) || revision.length > 200) {
    throw new DomainError('INVALID_INPUT', `"${revision.slice(0, 50)}" is no revision.`, {
      remedy: 'Give a branch, a tag or a commit.',
    });
  }
  return encodeURIComponent(revision).replaceAll('*', '%2A');
}

/** Another process that downloads the same model is waited for: afterwards most of the work is done. */
async function waitForLock(folder: string, onProgress: OnProgress): Promise<() => Promise<void>> {
  for (;;) {
    const lock = await tryLockFolder(folder);
    if (lock.isHeld) return lock.unlock;
    onProgress({ stage: 'waiting', path: '', doneBytes: 0, totalBytes: 0 });
    await sleep(lockPauseMs);
  }
}
