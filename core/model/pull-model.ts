import type { DownloadProgress, HubFile, HubModel, ModelHub } from '../ports/model-hub.ts';
import type { ModelStore } from '../ports/model-store.ts';
import { chooseFiles } from './choose-files.ts';
import type { ImportModel, ImportModelInput } from './import-model.ts';
import type { ModelManifest } from './manifest.ts';

export interface PullModelInput extends Omit<ImportModelInput, 'checkpointPath'> {
  readonly source: HubModel;
  /** Weights to take, see {@link chooseFiles}. */
  readonly files?: readonly string[];
  readonly onDownload?: (progress: DownloadProgress) => void;
  /** Called once every file is here, before the import begins. */
  readonly onDownloaded?: (download: PulledFiles) => void;
}

export interface PulledFiles {
  readonly revision: string;
  readonly receivedBytes: number;
  /** Files for which the hub gives no digest: only their size was checked. */
  readonly unverified: readonly string[];
}

export interface PullModelDependencies {
  readonly hub: ModelHub;
  readonly importModel: Pick<ImportModel, 'run'>;
  readonly models: Pick<ModelStore, 'draft'>;
}

/** Downloads a published model and imports it. */
export class PullModel {
  readonly #deps: PullModelDependencies;

  constructor(deps: PullModelDependencies) {
    this.#deps = deps;
  }

  /**
   * @throws DomainError NOT_FOUND, HUB_UNAVAILABLE, DOWNLOAD_CORRUPT, DOWNLOAD_UNSAFE, STORAGE_FAILED, and those of
   *   {@link ImportModel.run}
   */
  async run(input: PullModelInput): Promise<ModelManifest> {
    await this.#checkName(input.name);
    const listing = await this.#deps.hub.list(input.source);
    const { weights, companions } = chooseFiles(listing, input.files);
    const files = [...companions, ...weights];
    const download = await this.#deps.hub.download(listing, files, input.onDownload);
    try {
      input.onDownloaded?.({
        revision: listing.revision,
        receivedBytes: download.receivedBytes,
        unverified: files.filter(({ digest }) => digest === undefined).map(({ path }) => path),
      });
      const checkpointPath = pathToImport(download.folder, weights);
      return await this.#deps.importModel.run({ ...input, checkpointPath });
    } finally {
      await download.close();
    }
  }

  /** A name that cannot be had is said before gigabytes are fetched. */
  async #checkName(name: string): Promise<void> {
    const draft = await this.#deps.models.draft(name);
    await draft.discard();
  }
}

/** A checkpoint of one file is named, so that the model's source is that file; others are a folder. */
function pathToImport(folder: string, weights: readonly HubFile[]): string {
  const [first] = weights;
  const isOneCheckpoint = weights.length === 1 && /^[^/]+\.(pt|bin|safetensors)$/.test(first!.path);
  return isOneCheckpoint ? `${folder}/${first!.path}` : folder;
}
