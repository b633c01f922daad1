import type { ApiKeys } from '../core/access/api-keys.ts';
import type { AuditLog } from '../core/access/audit-log.ts';
import type { Identity } from '../core/access/identity.ts';
import type { AsCaller } from '../core/batching/batch-queue.ts';
import type { Evaluations } from '../core/evaluation/comparison/evaluations.ts';
import type { Health } from '../core/health/health-checks.ts';
import type { Jobs, OwnedArtefact } from '../core/jobs/jobs.ts';
import type { PluginRegistry } from '../core/plugins/plugin-registry.ts';
import type { BlobStore } from '../core/ports/blob-store.ts';
import type { CollectionStore, VectorIndex } from '../core/ports/collections.ts';
import type { DatasetRegistry } from '../core/ports/dataset-registry.ts';
import type { DatasetRoots } from '../core/ports/dataset-roots.ts';
import type { IndexBuilder } from '../core/ports/index-builder.ts';
import type { JobFiles } from '../core/ports/job-files.ts';
import type { MetadataSchemas } from '../core/ports/metadata-schemas.ts';
import type { ModelRegistry } from '../core/ports/model-registry.ts';
import type { RelevanceStore } from '../core/ports/relevance-store.ts';
import type { Telemetry } from '../core/ports/telemetry.ts';
import type { ThumbnailSize } from '../core/ports/thumbnails.ts';
import type { TokenVerifier } from '../core/ports/token-verifier.ts';
import type { Upload, UploadStore } from '../core/ports/upload-store.ts';
import type { VectorSets } from '../core/ports/vector-sets.ts';
import type { AddItems } from '../core/search/add-items.ts';
import type { NearDuplicates } from '../core/search/duplicates/near-duplicates.ts';
import type { ImageSource } from '../core/search/image-source.ts';
import type { ModelChanges } from '../core/search/model-change/model-changes.ts';
import type { Relevances } from '../core/search/relevance/relevances.ts';
import type { SearchItems } from '../core/search/search-items.ts';
import type { Thumbnails } from '../core/search/thumbnails.ts';
import type { Trail } from './http/trail.ts';

/** Everything the server works with. The composition root builds it once. */
export interface Services {
  readonly models: ModelRegistry;
  readonly plugins: PluginRegistry;
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly schemas: MetadataSchemas;
  readonly indexBuilder: IndexBuilder;
  readonly vectorSets: VectorSets;
  readonly relevanceStore: RelevanceStore;
  readonly relevances: Relevances;
  readonly modelChanges: ModelChanges;
  readonly blobs: BlobStore;
  readonly thumbnails: Thumbnails;
  readonly uploads: UploadStore;
  readonly images: ImageSource;
  readonly addItems: AddItems;
  readonly searchItems: SearchItems;
  readonly nearDuplicates: NearDuplicates;
  readonly asCaller: AsCaller;
  readonly jobs: Jobs;
  readonly jobFiles: JobFiles;
  readonly evaluations: Evaluations;
  readonly registry: DatasetRegistry;
  readonly roots: DatasetRoots;
  readonly apiKeys: ApiKeys;
  readonly tokenVerifier: TokenVerifier;
  readonly audit: AuditLog;
  readonly telemetry: Telemetry;
  readonly health: Health;
}

/** What resolvers may use. */
export interface Context extends Services {
  /** Sent back as `x-request-id`, and logged with unexpected errors. */
  readonly requestId: string;
  /** Left by the operation for the log and the metrics. */
  readonly trail: Trail;
  readonly identity: Identity;
  /** Whether the server asks nobody for a key. */
  readonly isOpen: boolean;
  /** Path, with signature, that accepts the bytes of an upload. */
  readonly signedUploadPath: (upload: Upload) => string;
  /** Path of a stored picture's bytes, with a signature where the server asks for keys. */
  readonly imagePath: (sha256: string) => string;
  /** Path of a stored picture's thumbnail, likewise. */
  readonly thumbnailPath: (sha256: string, size: ThumbnailSize) => string;
  /** Path, with signature, of a job's file. */
  readonly signedArtefactPath: (artefact: OwnedArtefact) => string;
}
