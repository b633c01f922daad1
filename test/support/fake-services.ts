import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asCaller } from '../../adapters/async/caller-context.ts';
import { FileBlobStore } from '../../adapters/files/file-blob-store.ts';
import { FileJobFiles } from '../../adapters/files/file-job-files.ts';
import { FileThumbnailStore } from '../../adapters/files/file-thumbnail-store.ts';
import { FileUploadStore } from '../../adapters/files/file-upload-store.ts';
import { LocalDatasetFiles } from '../../adapters/files/local-dataset-files.ts';
import { LocalDatasetRoots } from '../../adapters/files/local-dataset-roots.ts';
import { ZipSubmissionPacker } from '../../adapters/files/zip-submission-packer.ts';
import { HeaderImageInspector } from '../../adapters/images/header-image-inspector.ts';
import { PooledImagePreprocessor } from '../../adapters/images/pooled-image-preprocessor.ts';
import { LocalImportFiles } from '../../adapters/imports/local-import-files.ts';
import { parseExactJson } from '../../adapters/json/parse-exact-json.ts';
import { AjvMetadataSchemas } from '../../adapters/json-schema/ajv-metadata-schemas.ts';
import { Sha256KeySecrets } from '../../adapters/keys/sha256-key-secrets.ts';
import { OnnxPairSearch } from '../../adapters/onnx/onnx-pair-search.ts';
import { OnnxProductSearch } from '../../adapters/onnx/onnx-product-search.ts';
import { FilePluginStates } from '../../adapters/plugins/file-plugin-states.ts';
import { PromTelemetry } from '../../adapters/telemetry/prom-telemetry.ts';
import { noUrlFetcher } from '../../adapters/web/public-url-fetcher.ts';
import { ApiKeys } from '../../core/access/api-keys.ts';
import { AuditLog } from '../../core/access/audit-log.ts';
import { BackupJob } from '../../core/backup/backup-job.ts';
import { Evaluations } from '../../core/evaluation/comparison/evaluations.ts';
import { DatasetCheck } from '../../core/evaluation/datasets/dataset-check.ts';
import { ElevaterRun } from '../../core/evaluation/elevater/elevater-run.ts';
import { RetrievalEvaluation } from '../../core/evaluation/retrieval-evaluation.ts';
import { RetrievalTools } from '../../core/evaluation/retrieval-tools.ts';
import { ZeroShotEvaluation } from '../../core/evaluation/zero-shot/zero-shot-evaluation.ts';
import { HealthChecks } from '../../core/health/health-checks.ts';
import { BulkImport, type BulkImportDependencies } from '../../core/import/bulk-import.ts';
import { JobRunner } from '../../core/jobs/job-runner.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { PluginRegistry } from '../../core/plugins/plugin-registry.ts';
import type { BackupWriter } from '../../core/ports/backup-writer.ts';
import type { TokenVerifier } from '../../core/ports/token-verifier.ts';
import { noTracer } from '../../core/ports/tracer.ts';
import { AddItems } from '../../core/search/add-items.ts';
import { NearDuplicates } from '../../core/search/duplicates/near-duplicates.ts';
import { ImageSource } from '../../core/search/image-source.ts';
import { BuildIndex, type BuildIndexDependencies } from '../../core/search/indexes/build-index.ts';
import { ModelChanges } from '../../core/search/model-change/model-changes.ts';
import { RelevanceJob, type RelevanceJobDependencies } from '../../core/search/relevance/relevance-job.ts';
import { Relevances } from '../../core/search/relevance/relevances.ts';
import { SearchItems } from '../../core/search/search-items.ts';
import { Thumbnails } from '../../core/search/thumbnails.ts';
import { FakeApiKeyStore, FakeAuditStore } from './fake-access.ts';
import { FakeCollections } from './fake-collections.ts';
import { FakeDatasetRegistry } from './fake-dataset-registry.ts';
import { FakeImageInspector } from './fake-image-inspector.ts';
import { FakeIndexBuilder } from './fake-index-builder.ts';
import { FakeJobStore } from './fake-job-store.ts';
import { FakeModel } from './fake-model.ts';
import { FakeModelRegistry } from './fake-model-registry.ts';
import { FakeNearPairs } from './fake-near-pairs.ts';
import { fakePlugin } from './fake-plugin.ts';
import { FakeRelevanceStore } from './fake-relevance-store.ts';
import { FakeVectorSets } from './fake-vector-sets.ts';

/** All services over fakes and files in `folder`; the fakes come with them. */
export function fakeServices(folder: string, now: () => number = Date.now) {
  const model = new FakeModel();
  const models = new FakeModelRegistry(model);
  const collections = new FakeCollections();
  const blobs = new FileBlobStore(join(folder, 'blobs'));
  const uploads = new FileUploadStore(join(folder, 'uploads'), now);
  const images = new ImageSource({ uploads, blobs, collections, urls: noUrlFetcher });
  const plugins = new PluginRegistry({
    builtIn: [fakePlugin()],
    loader: { load: async () => [] },
    states: new FilePluginStates(join(folder, 'plugins.json')),
  });
  const indexBuilder = new FakeIndexBuilder();
  const vectorSets = new FakeVectorSets();
  const relevanceStore = new FakeRelevanceStore();
  const index = collections;
  const schemas = new AjvMetadataSchemas();
  const pictureUse = { note: async () => undefined };
  const stores = {
    models,
    plugins,
    collections,
    index,
    schemas,
    indexBuilder,
    vectorSets,
    relevanceStore,
    blobs,
    uploads,
    images,
    pictureUse,
  };
  const addItems = new AddItems({ ...stores, inspector: new FakeImageInspector() });
  const thumbnails = new Thumbnails({
    blobs,
    maker: new PooledImagePreprocessor({ maxThreads: 1 }),
    store: new FileThumbnailStore(join(folder, 'thumbnails')),
    log: console.error,
    atOnce: 1,
  });
  const nearPairs = new FakeNearPairs(collections);
  const jobs = fakeJobs(folder, models, {
    addItems,
    collections,
    index,
    uploads,
    indexBuilder,
    vectorSets,
    relevanceStore,
    nearPairs,
    onFilled: (collection) => relevances.startIfDue(collection),
  });
  const clock = { now: () => new Date(now()) };
  const relevances = new Relevances({
    relevanceStore,
    collections,
    jobs: jobs.jobs,
    clock,
    asCaller,
    log: console.error,
  });
  return {
    ...stores,
    thumbnails,
    nearDuplicates: new NearDuplicates({
      collections,
      nearPairs,
      openSearch: () => OnnxPairSearch.open(1),
      clock: { now: () => new Date(now()) },
    }),
    addItems,
    searchItems: new SearchItems({ ...stores, relevances }),
    relevances,
    model,
    ...jobs,
    modelChanges: new ModelChanges({ models, collections, vectorSets, jobs: jobs.jobs }),
    ...fakeAccess(now),
    ...fakeObservation(models, collections),
  };
}

/** Real metrics, and health from the fakes. */
function fakeObservation(models: FakeModelRegistry, collections: FakeCollections) {
  const logged: { readonly message: string; readonly error: unknown }[] = [];
  return {
    telemetry: new PromTelemetry({ tracer: noTracer, version: 'test', process: false }),
    health: new HealthChecks({
      checks: { model: () => models.load(), database: () => collections.find('readiness-probe') },
      failure: () => undefined,
      log: (message, error) => logged.push({ message, error }),
      rememberMs: 0,
    }),
    healthLogged: logged,
  };
}

function fakeAccess(now: () => number) {
  const clock = { now: () => new Date(now()) };
  const [apiKeyStore, auditStore] = [new FakeApiKeyStore(clock), new FakeAuditStore(clock)];
  return {
    apiKeyStore,
    auditStore,
    apiKeys: new ApiKeys({ store: apiKeyStore, secrets: new Sha256KeySecrets(), clock }),
    audit: new AuditLog({ store: auditStore, clock, asCaller, keepDays: 365, log: console.error }),
    tokenVerifier: { verify: async () => undefined } as TokenVerifier,
  };
}

/** Backs up nothing into a small file. */
const fakeBackups: BackupWriter = {
  async write({ path, onProgress }) {
    await onProgress({ stage: 'database', done: 1, total: 1 });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'backup');
    const none = { collections: 0, items: 0, vectors: 0, pictures: 0, missingPictures: 0, models: 0 };
    return { createdAt: '2026-01-01T00:00:00Z', ...none };
  },
};

/** Jobs in memory with the real handlers; nothing runs until `jobRunner` is started. Data sets lie in `folder`. */
function fakeJobs(
  folder: string,
  models: FakeModelRegistry,
  collecting: Pick<BulkImportDependencies, 'addItems' | 'collections' | 'index' | 'uploads' | 'onFilled'> &
    Pick<BuildIndexDependencies, 'indexBuilder' | 'vectorSets'> &
    Pick<RelevanceJobDependencies, 'relevanceStore' | 'nearPairs'>,
) {
  const store = new FakeJobStore();
  const jobFiles = new FileJobFiles(folder);
  const datasets = new LocalDatasetFiles();
  const roots = new LocalDatasetRoots([folder]);
  const openProducts = () => OnnxProductSearch.open(1);
  const parts = {
    models,
    datasets,
    roots,
    importFiles: new LocalImportFiles({ datasets, roots, uploads: collecting.uploads }),
    retrieval: new RetrievalTools({
      datasets,
      parse: parseExactJson,
      openSearch: openProducts,
    }),
    openProducts,
    packer: new ZipSubmissionPacker(),
    registry: new FakeDatasetRegistry(),
    inspector: new HeaderImageInspector(),
    preprocessor: new PooledImagePreprocessor(),
    versions: { tuwen: 'test' },
    ...collecting,
    batchSize: 4,
    asCaller,
    clock: { now: () => new Date() },
    pollMs: 5,
  };
  const handler = new RetrievalEvaluation(parts);
  const zeroShot = new ZeroShotEvaluation(parts);
  const elevater = new ElevaterRun(parts);
  const handlers = [
    handler,
    zeroShot,
    elevater,
    new DatasetCheck(parts),
    new BulkImport(parts),
    new BuildIndex(parts),
    new RelevanceJob(parts),
    new BackupJob({ ...parts, backups: fakeBackups, jobStore: store, jobFiles }),
  ];
  const jobRunner = new JobRunner({
    store,
    files: jobFiles,
    handlers,
    log: console.error,
    asCaller,
    wait: async () => undefined,
    pollMs: 20,
  });
  const jobs = new Jobs({ store, handlers, onQueued: () => jobRunner.wake(), pollMs: 5 });
  return {
    jobs,
    jobFiles,
    jobStore: store,
    jobRunner,
    handler,
    zeroShot,
    elevater,
    folder,
    evaluations: new Evaluations({ jobStore: store, jobFiles, models }),
    asCaller,
    registry: parts.registry,
    roots: parts.roots,
    importFiles: parts.importFiles,
  };
}
