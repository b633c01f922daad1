import { LocalImportFiles } from '../adapters/imports/local-import-files.ts';
import { BulkImport } from '../core/import/bulk-import.ts';
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  type DependencyContainer,
  type InjectionToken,
  instanceCachingFactory,
  container as root,
} from 'tsyringe';
import { asCaller, currentCaller } from '../adapters/async/caller-context.ts';
import { wait } from '../adapters/async/wait.ts';
import {
  type BackupOptions,
  countsOf,
  type RestoreOptions,
  restoreBackup,
  writeBackup,
} from '../adapters/backup/backup.ts';
import { LiveBackups, removeBackupLeftovers } from '../adapters/backup/live-backups.ts';
import { FileCheckpointReader } from '../adapters/checkpoints/file-checkpoint-reader.ts';
import {
  checkDatabase,
  closedDatabase,
  neededPictures,
  noDatabase,
} from '../adapters/doctor/check-database.ts';
import { checkHome, checkPictures } from '../adapters/doctor/check-disk.ts';
import { checkMachine, checkProviders } from '../adapters/doctor/check-machine.ts';
import { checkModels } from '../adapters/doctor/check-models.ts';
import type { Finding } from '../adapters/doctor/finding.ts';
import { FileBlobStore } from '../adapters/files/file-blob-store.ts';
import { FileJobFiles } from '../adapters/files/file-job-files.ts';
import { FileModelStore } from '../adapters/files/file-model-store.ts';
import { FileThumbnailStore } from '../adapters/files/file-thumbnail-store.ts';
import { FileUploadStore } from '../adapters/files/file-upload-store.ts';
import { requireFreeSpace } from '../adapters/files/free-space.ts';
import { readHomeSecret } from '../adapters/files/home-secret.ts';
import { LocalDatasetFiles } from '../adapters/files/local-dataset-files.ts';
import { LocalDatasetRoots } from '../adapters/files/local-dataset-roots.ts';
import { packageRoot } from '../adapters/files/package-root.ts';
import { readProbePack } from '../adapters/files/read-probe-pack.ts';
import { readVersions } from '../adapters/files/read-versions.ts';
import { ZipSubmissionPacker } from '../adapters/files/zip-submission-packer.ts';
import { HttpModelHub } from '../adapters/hub/http-model-hub.ts';
import { HeaderImageInspector } from '../adapters/images/header-image-inspector.ts';
import { PooledImagePreprocessor } from '../adapters/images/pooled-image-preprocessor.ts';
import { parseExactJson } from '../adapters/json/parse-exact-json.ts';
import { AjvMetadataSchemas } from '../adapters/json-schema/ajv-metadata-schemas.ts';
import { JwksTokenVerifier } from '../adapters/jwt/jwks-token-verifier.ts';
import { Sha256KeySecrets } from '../adapters/keys/sha256-key-secrets.ts';
import { FileLmdbBuilder } from '../adapters/lmdb/file-lmdb-builder.ts';
import { OnnxGraphWriter } from '../adapters/onnx/onnx-graph-writer.ts';
import { OnnxPairSearch } from '../adapters/onnx/onnx-pair-search.ts';
import { OnnxProductSearch } from '../adapters/onnx/onnx-product-search.ts';
import { type OpenOnnxModelInput, openOnnxModel } from '../adapters/onnx/open-onnx-model.ts';
import { inferenceProcessIds } from '../adapters/onnx/session-process.ts';
import { FilePluginStates } from '../adapters/plugins/file-plugin-states.ts';
import { FolderPluginTemplate } from '../adapters/plugins/folder-plugin-template.ts';
import { ModulePluginLoader } from '../adapters/plugins/module-plugin-loader.ts';
import { countJobs, requireMigrations } from '../adapters/postgres/check-database.ts';
import { connect, openDatabase } from '../adapters/postgres/open-database.ts';
import { PgvectorIndex } from '../adapters/postgres/pgvector-index.ts';
import { PostgresApiKeyStore } from '../adapters/postgres/postgres-api-key-store.ts';
import { PostgresAuditStore } from '../adapters/postgres/postgres-audit-store.ts';
import { PostgresCollectionStore } from '../adapters/postgres/postgres-collection-store.ts';
import { PostgresDatasetRegistry } from '../adapters/postgres/postgres-dataset-registry.ts';
import { PostgresIndexBuilder } from '../adapters/postgres/postgres-index-builder.ts';
import { PostgresJobStore } from '../adapters/postgres/postgres-job-store.ts';
import { PostgresNearPairs } from '../adapters/postgres/postgres-near-pairs.ts';
import { PostgresPictureUse } from '../adapters/postgres/postgres-picture-use.ts';
import { PostgresRelevanceStore } from '../adapters/postgres/postgres-relevance-store.ts';
import { PostgresVectorSets } from '../adapters/postgres/postgres-vector-sets.ts';
import { observedJobHandler } from '../adapters/telemetry/observed-job-handler.ts';
import { observedPreprocessor } from '../adapters/telemetry/observed-preprocessor.ts';
import { observedSqlClient } from '../adapters/telemetry/observed-sql-client.ts';
import { residentBytes } from '../adapters/telemetry/process-memory.ts';
import { JsonTokenizer } from '../adapters/tokenizers/json-tokenizer.ts';
import { noUrlFetcher, PublicUrlFetcher } from '../adapters/web/public-url-fetcher.ts';
import { ApiKeys } from '../core/access/api-keys.ts';
import { AuditLog } from '../core/access/audit-log.ts';
import { BackupJob } from '../core/backup/backup-job.ts';
import type { AsCaller } from '../core/batching/batch-queue.ts';
import { EmbeddingCache } from '../core/embedding/embedding-cache.ts';
import { type LoadedModel, LoadedModels } from '../core/embedding/loaded-models.ts';
import { Evaluations } from '../core/evaluation/comparison/evaluations.ts';
import { DatasetCheck } from '../core/evaluation/datasets/dataset-check.ts';
import { ElevaterRun } from '../core/evaluation/elevater/elevater-run.ts';
import { RetrievalEvaluation } from '../core/evaluation/retrieval-evaluation.ts';
import { RetrievalTools } from '../core/evaluation/retrieval-tools.ts';
import { ZeroShotEvaluation } from '../core/evaluation/zero-shot/zero-shot-evaluation.ts';
import { type Health, HealthChecks } from '../core/health/health-checks.ts';
import type { JobHandler } from '../core/jobs/job-handler.ts';
import { JobRunner } from '../core/jobs/job-runner.ts';
import { Jobs } from '../core/jobs/jobs.ts';
import { ImportModel } from '../core/model/import-model.ts';
import type { ModelFile, ModelManifest, Precision } from '../core/model/manifest.ts';
import type { ProbePack } from '../core/model/probe-pack.ts';
import { PullModel } from '../core/model/pull-model.ts';
import type { TokenizerSource } from '../core/plugin.ts';
import { PluginRegistry } from '../core/plugins/plugin-registry.ts';
import type { BackupCounts, BackupWriter } from '../core/ports/backup-writer.ts';
import type { BlobStore } from '../core/ports/blob-store.ts';
import type { CheckpointReader } from '../core/ports/checkpoint.ts';
import type { Collection, CollectionStore, VectorIndex } from '../core/ports/collections.ts';
import type { DatasetFiles } from '../core/ports/dataset-files.ts';
import type { DatasetRegistry } from '../core/ports/dataset-registry.ts';
import type { DatasetRoots } from '../core/ports/dataset-roots.ts';
import type { GraphWriter } from '../core/ports/graph-writer.ts';
import type { ImageInspector } from '../core/ports/image-inspector.ts';
import type { ImagePreprocessor } from '../core/ports/image-preprocessor.ts';
import type { ImportFiles } from '../core/ports/import-files.ts';
import type { IndexBuilder } from '../core/ports/index-builder.ts';
import type { JobFiles } from '../core/ports/job-files.ts';
import type { JobStore } from '../core/ports/job-store.ts';
import type { LmdbBuilder } from '../core/ports/lmdb-builder.ts';
import type { Log } from '../core/ports/log.ts';
import type { MetadataSchemas } from '../core/ports/metadata-schemas.ts';
import type { ModelRegistry } from '../core/ports/model-registry.ts';
import type { ModelStore } from '../core/ports/model-store.ts';
import type { NearPairs } from '../core/ports/near-pairs.ts';
import type { PictureUse } from '../core/ports/picture-use.ts';
import type { PluginTemplate } from '../core/ports/plugin-template.ts';
import type { ProductSearch } from '../core/ports/product-search.ts';
import type { RelevanceStore } from '../core/ports/relevance-store.ts';
import type { SubmissionPacker } from '../core/ports/submission-packer.ts';
import { noTelemetry, type QueueWatch, type Telemetry } from '../core/ports/telemetry.ts';
import type { ThumbnailMaker, ThumbnailStore } from '../core/ports/thumbnails.ts';
import type { TokenVerifier } from '../core/ports/token-verifier.ts';
import type { Tokenizer } from '../core/ports/tokenizer.ts';
import type { UploadStore } from '../core/ports/upload-store.ts';
import type { UrlFetcher } from '../core/ports/url-fetcher.ts';
import type { VectorSets } from '../core/ports/vector-sets.ts';
import { AddItems } from '../core/search/add-items.ts';
import { NearDuplicates } from '../core/search/duplicates/near-duplicates.ts';
import { ImageSource } from '../core/search/image-source.ts';
import { BuildIndex } from '../core/search/indexes/build-index.ts';
import { ChangeModel } from '../core/search/model-change/change-model.ts';
import { ModelChanges } from '../core/search/model-change/model-changes.ts';
import { RelevanceJob } from '../core/search/relevance/relevance-job.ts';
import { Relevances } from '../core/search/relevance/relevances.ts';
import { SearchItems } from '../core/search/search-items.ts';
import { Thumbnails } from '../core/search/thumbnails.ts';
import { parseVocabulary } from '../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../core/tokenization/wordpiece-tokenizer.ts';
import { remembered, within } from '../core/within.ts';
import type { SqlClient } from '../db/sql-client.ts';
import { chineseClip } from '../plugins/chinese-clip/plugin.ts';
import { onnxDualEncoder } from '../plugins/onnx-dual-encoder/plugin.ts';
import { openaiClip } from '../plugins/openai-clip/plugin.ts';
import { siglip2 } from '../plugins/siglip2/plugin.ts';
import { taiyi } from '../plugins/taiyi/plugin.ts';
import type { Config } from './config.ts';

export const clock = { now: () => new Date() };

export { readHomeSecret };

function databaseLocation({ databaseUrl, home, databasePool, statementTimeoutSeconds }: Config) {
  if (databaseUrl === undefined) return { home };
  return { databaseUrl, poolSize: databasePool, statementTimeoutMs: 1_000 * statementTimeoutSeconds };
}

/**
 * Writes a backup of the configured database, as it is, and of the home folder.
 * @returns with the addresses of pictures that were not there
 */
export async function backUp(
  config: Config,
  options: Pick<BackupOptions, 'path' | 'withModels' | 'signal'>,
): Promise<{ readonly counts: BackupCounts; readonly missingPictures: readonly string[] }> {
  const sql = await connect(databaseLocation(config));
  const manifest = await writeBackup({ ...options, sql, home: config.home }).finally(() => sql.close());
  return { counts: countsOf(manifest), missingPictures: manifest.missingPictures };
}

/** Deletes what backups of dead processes have left, before jobs are begun. */
export async function sweepBackups(container: DependencyContainer): Promise<void> {
  const { config, jobStore } = resolveAll(container, ['config', 'jobStore']);
  await removeBackupLeftovers(config.home, jobStore, config.databaseUrl === undefined);
}

/** What is wrong with this machine, its configuration and its data; changes nothing but notes of digests. */
export async function diagnose(container: DependencyContainer): Promise<readonly Finding[]> {
  const config = container.resolve(tokens.config);
  const { modelStore, models } = resolveAll(container, ['modelStore', 'models']);
  const [machine, home] = [await checkMachine(), await checkHome(config.home)];
  const { database, needed } = await examineDatabase(config);
  const graph = await firstGraph(modelStore);
  return [
    ...machine,
    ...(await checkProviders(config.providers, config.device, graph)),
    ...database,
    ...(await checkModels(modelStore, models)),
    ...home,
    ...(await checkPictures(config.home, needed)),
  ];
}

async function examineDatabase(config: Config): Promise<{
  readonly database: readonly Finding[];
  readonly needed: Set<string> | undefined;
}> {
  if (config.databaseUrl === undefined && !existsSync(join(config.home, 'database')))
    return { database: [noDatabase], needed: new Set() };
  try {
    const sql = await connect(databaseLocation(config));
    try {
      return { database: await checkDatabase(sql), needed: await neededPictures(sql) };
    } finally {
      await sql.close();
    }
  } catch (error) {
    return { database: [closedDatabase(error)], needed: undefined };
  }
}

/** A graph to try providers with. */
async function firstGraph(store: ModelStore): Promise<string | undefined> {
  try {
    const [manifest] = await store.list();
    const [variant] = Object.values(manifest?.precisions ?? {});
    if (manifest === undefined || variant === undefined) return undefined;
    return await store.verifiedPath(manifest, variant.files.imageGraph);
  } catch {
    // What is wrong with it is told of the models.
    return undefined;
  }
}

/** Puts a backup into the configured database and home folder. */
export async function restore(
  config: Config,
  options: Pick<RestoreOptions, 'path' | 'mayReplace'>,
): Promise<BackupCounts> {
  const openSql = () => connect(databaseLocation(config));
  return countsOf(await restoreBackup({ ...options, home: config.home, openSql }));
}

export type Container = DependencyContainer;

/** Who watches the server. */
export interface Observers {
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** Of a command: its user sees what it does. */
const commandObservers: Observers = {
  telemetry: noTelemetry,
  log: {
    debug: () => undefined,
    info: (message) => console.error(message),
    warn: (message, { error } = {}) => console.error(message, error ?? ''),
    error: (message, { error } = {}) => console.error(message, error ?? ''),
  },
};

/** Of a server or a worker; loaded here, so that commands do not wait for it. */
export async function openObservers(config: Config): Promise<Observers> {
  const { adminKey, databaseUrl, hubToken, metricsToken, traces, logLevel: level } = config;
  const [{ openLog }, { passwordsOf }, { openTelemetry }] = await Promise.all([
    import('../adapters/log/pino-log.ts'),
    import('../adapters/log/scrub.ts'),
    import('../adapters/telemetry/open-telemetry.ts'),
  ]);
  const given = [adminKey, hubToken, metricsToken].filter((secret) => secret !== undefined);
  const secrets = [...given, ...passwordsOf([databaseUrl])];
  const form = config.log ?? (process.stdout.isTTY ? 'text' : 'json');
  const [telemetry, log] = await Promise.all([
    openTelemetry({ traces }),
    openLog({ form, level, secrets, to: process.stdout }),
  ]);
  return { telemetry, log };
}

const token = <T>(name: string) => Symbol(name) as InjectionToken<T>;

export const tokens = {
  config: token<Config>('config'),
  telemetry: token<Telemetry>('telemetry'),
  log: token<Log>('log'),
  health: token<Health>('health'),
  workerHealth: token<Health>('workerHealth'),
  modelStore: token<ModelStore>('modelStore'),
  pluginTemplate: token<PluginTemplate>('pluginTemplate'),
  plugins: token<PluginRegistry>('plugins'),
  checkpoints: token<CheckpointReader>('checkpoints'),
  graphs: token<GraphWriter>('graphs'),
  /** Reads the inputs that precisions are compared on. */
  probes: token<() => Promise<ProbePack>>('probes'),
  importModel: token<ImportModel>('importModel'),
  pullModel: token<PullModel>('pullModel'),
  preprocessor: token<ImagePreprocessor & ThumbnailMaker>('preprocessor'),
  models: token<ModelRegistry>('models'),
  datasets: token<DatasetFiles>('datasets'),
  retrieval: token<RetrievalTools>('retrieval'),
  packer: token<SubmissionPacker>('packer'),
  roots: token<DatasetRoots>('roots'),
  importFiles: token<ImportFiles>('importFiles'),
  registry: token<DatasetRegistry>('registry'),
  lmdbBuilder: token<LmdbBuilder>('lmdbBuilder'),
  /** Folder of Tuwen's own files: schema, web page, starter. */
  packageRoot: token<string>('packageRoot'),
  sql: token<SqlClient>('sql'),
  collections: token<CollectionStore>('collections'),
  index: token<VectorIndex>('index'),
  schemas: token<MetadataSchemas>('schemas'),
  indexBuilder: token<IndexBuilder>('indexBuilder'),
  vectorSets: token<VectorSets>('vectorSets'),
  relevanceStore: token<RelevanceStore>('relevanceStore'),
  relevances: token<Relevances>('relevances'),
  nearPairs: token<NearPairs>('nearPairs'),
  openProducts: token<() => Promise<ProductSearch>>('openProducts'),
  modelChanges: token<ModelChanges>('modelChanges'),
  blobs: token<BlobStore>('blobs'),
  thumbnails: token<Thumbnails>('thumbnails'),
  thumbnailStore: token<ThumbnailStore>('thumbnailStore'),
  pictureUse: token<PictureUse>('pictureUse'),
  uploads: token<UploadStore>('uploads'),
  inspector: token<ImageInspector>('inspector'),
  urls: token<UrlFetcher>('urls'),
  images: token<ImageSource>('images'),
  addItems: token<AddItems>('addItems'),
  searchItems: token<SearchItems>('searchItems'),
  nearDuplicates: token<NearDuplicates>('nearDuplicates'),
  jobStore: token<JobStore>('jobStore'),
  jobFiles: token<JobFiles>('jobFiles'),
  backups: token<BackupWriter>('backups'),
  jobHandlers: token<readonly JobHandler[]>('jobHandlers'),
  embeddingCache: token<EmbeddingCache>('embeddingCache'),
  asCaller: token<AsCaller>('asCaller'),
  wait: token<typeof wait>('wait'),
  jobRunner: token<JobRunner>('jobRunner'),
  jobs: token<Jobs>('jobs'),
  evaluations: token<Evaluations>('evaluations'),
  apiKeys: token<ApiKeys>('apiKeys'),
  tokenVerifier: token<TokenVerifier>('tokenVerifier'),
  audit: token<AuditLog>('audit'),
} as const;

/** The object graph. `tokens.sql` is registered by {@link connectDatabase}, because opening a database takes time. */
export function createContainer(
  config: Config,
  { telemetry, log }: Observers = commandObservers,
): DependencyContainer {
  const container = root.createChildContainer();
  const once: Once = (key, create) => {
    container.register(key, { useFactory: instanceCachingFactory(create) });
  };
  container.register(tokens.config, { useValue: config });
  container.register(tokens.telemetry, { useValue: telemetry });
  container.register(tokens.log, { useValue: log });
  container.register(tokens.packageRoot, { useValue: packageRoot });
  container.register(tokens.datasets, { useValue: new LocalDatasetFiles() });
  container.register(tokens.asCaller, { useValue: asCaller });
  container.register(tokens.wait, { useValue: wait });
  container.register(tokens.packer, { useValue: new ZipSubmissionPacker() });
  container.register(tokens.roots, { useValue: new LocalDatasetRoots(config.datasets) });
  once(tokens.importFiles, (c) => new LocalImportFiles(resolveAll(c, ['datasets', 'roots', 'uploads'])));
  container.register(tokens.lmdbBuilder, { useValue: new FileLmdbBuilder() });
  once(tokens.retrieval, (c) => {
    const openSearch = () => OnnxProductSearch.open(config.threads);
    return new RetrievalTools({ datasets: c.resolve(tokens.datasets), parse: parseExactJson, openSearch });
  });
  registerModels(once, config);
  registerImport(once, config);
  registerCollections(once, config);
  registerRelevance(once);
  registerJobs(once, config);
  registerEvaluations(once);
  registerAccess(once, config);
  registerHealth(once, config);
  return container;
}

/** Opens and migrates the configured database. @throws DomainError DATABASE_UNAVAILABLE, DATABASE_LOCKED */
export async function connectDatabase(container: DependencyContainer): Promise<SqlClient> {
  const location = databaseLocation(container.resolve(tokens.config));
  const sql = await openDatabase(location, () => currentCaller().signal);
  const telemetry = container.resolve(tokens.telemetry);
  const observed = observedSqlClient(sql, telemetry);
  container.register(tokens.sql, { useValue: observed });
  const jobs = remembered(() => within(countJobs(sql), countingMs, 'The database'), jobCountsMs);
  telemetry.read({ connections: () => sql.connections ?? {}, jobs });
  return observed;
}

/** How long counts of jobs are good: metrics may be fetched often, and by several. */
const jobCountsMs = 5000;
const countingMs = 1000;

/** For parts that report errors and nothing else. */
export function errorLog(container: DependencyContainer): (message: string, error: unknown) => void {
  const log = container.resolve(tokens.log);
  return (message, error) => log.error(message, { error });
}

/** What is made has to be all that the key promises. */
type Once = <T>(key: InjectionToken<T>, create: (container: DependencyContainer) => NoInfer<T>) => void;

function registerModels(once: Once, config: Config): void {
  once(tokens.embeddingCache, (c) => {
    const cache = new EmbeddingCache({
      maximumBytes: config.cacheMb * 2 ** 20,
      digest: (bytes) => createHash('sha256').update(bytes).digest('base64'),
      caller: currentCaller,
    });
    const inference = () => residentBytes(inferenceProcessIds);
    c.resolve(tokens.telemetry).read({ cache: () => cache.counters, inference });
    return cache;
  });
  once(tokens.modelStore, () => new FileModelStore(join(config.home, 'models')));
  once(tokens.preprocessor, (c) => {
    const pool = new PooledImagePreprocessor({ reducedJpeg: config.reducedJpeg });
    return observedPreprocessor(pool, c.resolve(tokens.telemetry));
  });
  once(tokens.pluginTemplate, () => new FolderPluginTemplate());
  once(
    tokens.plugins,
    () =>
      new PluginRegistry({
        builtIn: [onnxDualEncoder, chineseClip, openaiClip, taiyi, siglip2],
        loader: new ModulePluginLoader(config.plugins),
        states: new FilePluginStates(join(config.home, 'plugins.json')),
      }),
  );
  once(
    tokens.models,
    (c) =>
      new LoadedModels({
        store: c.resolve(tokens.modelStore),
        open: (manifest, precision) => openCached(c, manifest, precision),
        preferredPrecisions: config.precisions,
        ...(config.defaultModel === undefined ? {} : { configuredDefault: config.defaultModel }),
      }),
  );
}

function registerImport(once: Once, config: Config): void {
  once(tokens.checkpoints, () => new FileCheckpointReader());
  once(tokens.graphs, () => new OnnxGraphWriter());
  once(tokens.probes, (c) => () => readProbePack(join(c.resolve(tokens.packageRoot), 'starter/probes')));
  once(tokens.importModel, (c) => createImport(c));
  once(tokens.pullModel, (c) => {
    const { hub, hubUrl, hubToken, home } = config;
    return new PullModel({
      hub: new HttpModelHub({ folder: join(home, 'downloads'), hub, url: hubUrl, token: hubToken }),
      importModel: c.resolve(tokens.importModel),
      models: c.resolve(tokens.modelStore),
    });
  });
}

/** The embedded database has 4 GB for everything. */
const embeddedIndexMemoryMb = 256;

function registerCollections(once: Once, config: Config): void {
  once(tokens.collections, (c) => new PostgresCollectionStore(c.resolve(tokens.sql)));
  once(tokens.schemas, () => new AjvMetadataSchemas());
  once(tokens.index, (c) => new PgvectorIndex(c.resolve(tokens.sql)));
  once(tokens.indexBuilder, (c) => {
    const memoryMb = config.databaseUrl === undefined ? embeddedIndexMemoryMb : config.indexMemoryMb;
    return new PostgresIndexBuilder(c.resolve(tokens.sql), { memoryMb });
  });
  once(tokens.vectorSets, (c) => new PostgresVectorSets(c.resolve(tokens.sql)));
  once(
    tokens.modelChanges,
    (c) => new ModelChanges(resolveAll(c, ['models', 'collections', 'vectorSets', 'jobs'])),
  );
  registerPictures(once, config);
  once(tokens.urls, () =>
    config.fetchesUrls ? new PublicUrlFetcher({ currentSignal: () => currentCaller().signal }) : noUrlFetcher,
  );
  once(tokens.images, (c) => new ImageSource(resolveAll(c, ['uploads', 'blobs', 'collections', 'urls'])));
  once(
    tokens.addItems,
    (c) =>
      new AddItems(
        resolveAll(c, [
          'models',
          'collections',
          'index',
          'vectorSets',
          'schemas',
          'images',
          'blobs',
          'inspector',
          'pictureUse',
        ]),
      ),
  );
  once(
    tokens.searchItems,
    (c) => new SearchItems(resolveAll(c, ['models', 'collections', 'index', 'images', 'relevances'])),
  );
}

function registerRelevance(once: Once): void {
  once(tokens.relevanceStore, (c) => new PostgresRelevanceStore(c.resolve(tokens.sql)));
  once(
    tokens.relevances,
    (c) =>
      new Relevances({
        ...resolveAll(c, ['relevanceStore', 'collections', 'jobs', 'asCaller']),
        clock,
        log: errorLog(c),
      }),
  );
  once(tokens.nearPairs, (c) => new PostgresNearPairs(c.resolve(tokens.sql)));
  // In the background: one thread leaves the others to requests.
  once(tokens.openProducts, () => () => OnnxProductSearch.open(1));
}

function registerPictures(once: Once, config: Config): void {
  once(tokens.blobs, () => new FileBlobStore(join(config.home, 'pictures')));
  once(tokens.uploads, () => new FileUploadStore(join(config.home, 'uploads')));
  once(tokens.inspector, () => new HeaderImageInspector());
  once(tokens.nearDuplicates, (c) => {
    return new NearDuplicates({
      ...resolveAll(c, ['collections', 'nearPairs']),
      clock,
      openSearch: () => OnnxPairSearch.open(config.threads),
      currentSignal: () => currentCaller().signal,
    });
  });
  once(tokens.thumbnailStore, () => new FileThumbnailStore(join(config.home, 'thumbnails')));
  once(tokens.pictureUse, (c) => new PostgresPictureUse(c.resolve(tokens.sql)));
  once(
    tokens.thumbnails,
    (c) =>
      new Thumbnails({
        blobs: c.resolve(tokens.blobs),
        maker: c.resolve(tokens.preprocessor),
        store: c.resolve(tokens.thumbnailStore),
        log: console.error,
        atOnce: availableParallelism(),
      }),
  );
}

function registerJobs(once: Once, config: Config): void {
  once(tokens.jobStore, (c) => new PostgresJobStore(c.resolve(tokens.sql)));
  once(tokens.jobFiles, () => new FileJobFiles(config.home));
  once(tokens.backups, (c) => {
    const connectAgain = () => connect(databaseLocation(config));
    return new LiveBackups({ home: config.home, sql: c.resolve(tokens.sql), connect: connectAgain });
  });
  once(
    tokens.jobRunner,
    (c) =>
      new JobRunner({
        store: c.resolve(tokens.jobStore),
        files: c.resolve(tokens.jobFiles),
        handlers: c.resolve(tokens.jobHandlers),
        atOnce: config.jobs,
        log: errorLog(c),
        asCaller,
        wait,
      }),
  );
  once(
    tokens.jobs,
    (c) =>
      new Jobs({
        store: c.resolve(tokens.jobStore),
        handlers: c.resolve(tokens.jobHandlers),
        onQueued: () => c.resolve(tokens.jobRunner).wake(),
      }),
  );
}

function registerEvaluations(once: Once): void {
  once(tokens.registry, (c) => new PostgresDatasetRegistry(c.resolve(tokens.sql)));
  once(tokens.jobHandlers, jobHandlers);
  once(tokens.evaluations, (c) => new Evaluations(resolveAll(c, ['jobStore', 'jobFiles', 'models'])));
}

/** What handlers of jobs work with. */
function jobParts(c: DependencyContainer) {
  return {
    ...resolveAll(c, [
      'models',
      'datasets',
      'retrieval',
      'packer',
      'roots',
      'registry',
      'inspector',
      'preprocessor',
      'importFiles',
      'uploads',
      'addItems',
      'collections',
      'index',
      'indexBuilder',
      'vectorSets',
      'relevanceStore',
      'nearPairs',
      'openProducts',
      'blobs',
      'asCaller',
      'backups',
      'jobStore',
      'jobFiles',
    ]),
    // Only when a job runs, because jobs themselves need the handlers.
    onFilled: (collection: Collection) => c.resolve(tokens.relevances).startIfDue(collection),
    clock,
    versions: readVersions(),
  };
}

function jobHandlers(c: DependencyContainer): readonly JobHandler[] {
  const parts = jobParts(c);
  const handlers = [
    new RetrievalEvaluation(parts),
    new ZeroShotEvaluation(parts),
    new ElevaterRun(parts),
    new DatasetCheck(parts),
    new BulkImport(parts),
    new BuildIndex(parts),
    new ChangeModel(parts),
    new RelevanceJob(parts),
    new BackupJob(parts),
  ];
  const telemetry = c.resolve(tokens.telemetry);
  return handlers.map((handler) => observedJobHandler(handler, telemetry));
}

function registerAccess(once: Once, config: Config): void {
  once(tokens.apiKeys, (c) => {
    const store = new PostgresApiKeyStore(c.resolve(tokens.sql));
    return new ApiKeys({ store, secrets: new Sha256KeySecrets(), clock });
  });
  once(tokens.tokenVerifier, () =>
    config.jwt === undefined ? { verify: async () => undefined } : new JwksTokenVerifier(config.jwt),
  );
  once(tokens.audit, (c) => {
    const store = new PostgresAuditStore(c.resolve(tokens.sql));
    return new AuditLog({ store, clock, asCaller, keepDays: config.auditDays, log: errorLog(c) });
  });
}

function registerHealth(once: Once, config: Config): void {
  const healthOf = (c: Container, isServer: boolean): Health => {
    const { models, sql, jobRunner } = resolveAll(c, ['models', 'sql', 'jobRunner']);
    const asked = <T>(check: () => Promise<T>) =>
      asCaller({ priority: 'interactive', signal: AbortSignal.timeout(checkMs) }, check);
    const checks = {
      database: () => asked(() => sql.query('select 1')),
      migrations: () => asked(() => requireMigrations(sql)),
      disk: () => requireFreeSpace(config.home, config.minimumDiskMb),
      jobs: async () => jobRunner.requireTurns(),
    };
    return new HealthChecks({
      // A worker loads what a job needs.
      checks: isServer ? { model: () => models.load(), ...checks } : checks,
      failure: () => sql.failure,
      log: errorLog(c),
      limitMs: checkMs,
    });
  };
  once(tokens.health, (c) => healthOf(c, true));
  once(tokens.workerHealth, (c) => healthOf(c, false));
}

/** How long each check of the readiness may take. */
const checkMs = 2000;

/** What the server works with. */
export const servedParts = [
  'models',
  'plugins',
  'collections',
  'index',
  'schemas',
  'indexBuilder',
  'vectorSets',
  'relevanceStore',
  'relevances',
  'modelChanges',
  'blobs',
  'thumbnails',
  'uploads',
  'images',
  'addItems',
  'searchItems',
  'nearDuplicates',
  'jobs',
  'jobFiles',
  'registry',
  'roots',
  'evaluations',
  'asCaller',
  'apiKeys',
  'tokenVerifier',
  'audit',
  'telemetry',
  'health',
] as const;

type Tokens = typeof tokens;
type Resolved<K extends keyof Tokens> = {
  readonly [P in K]: Tokens[P] extends InjectionToken<infer T> ? T : never;
};

/** Imports into the container's models; `graphs` in place of the usual writer. */
export function createImport(container: DependencyContainer, graphs?: GraphWriter): ImportModel {
  return new ImportModel({
    checkpoints: container.resolve(tokens.checkpoints),
    plugins: () => container.resolve(tokens.plugins).enabled(),
    graphs: graphs ?? container.resolve(tokens.graphs),
    models: container.resolve(tokens.modelStore),
    createTokenizer,
    clock,
    preprocessor: container.resolve(tokens.preprocessor),
    probes: container.resolve(tokens.probes),
    openDraft: (folder, manifest, precision) =>
      openModel(container, manifest, precision, async ({ name }) => join(folder, name)),
  });
}

/** An object with the named services. */
export function resolveAll<K extends keyof Tokens>(
  container: DependencyContainer,
  names: readonly K[],
): Resolved<K> {
  return Object.fromEntries(
    names.map((name) => [name, container.resolve<unknown>(tokens[name])]),
  ) as Resolved<K>;
}

/** Opens the tokenizer of a model, without its towers. */
export async function openTokenizer(store: ModelStore, manifest: ModelManifest): Promise<Tokenizer> {
  return readTokenizer(manifest, await store.verifiedPath(manifest, manifest.tokenizer.file));
}

async function readTokenizer({ tokenizer }: ModelManifest, path: string): Promise<Tokenizer> {
  return createTokenizer({ kind: tokenizer.kind, bytes: await readFile(path) });
}

function createTokenizer({ kind, bytes }: Pick<TokenizerSource, 'kind' | 'bytes'>): Tokenizer {
  if (kind === 'tokenizer-json') return new JsonTokenizer(bytes);
  return new WordPieceTokenizer(parseVocabulary(new TextDecoder().decode(bytes)));
}

/** A model to serve: its files checked, its answers kept. */
async function openCached(
  container: DependencyContainer,
  manifest: ModelManifest,
  precision: Precision,
): Promise<LoadedModel> {
  const store = container.resolve(tokens.modelStore);
  const { quickStart } = container.resolve(tokens.config);
  const pathOf = (file: ModelFile) => store.verifiedPath(manifest, file);
  const telemetry = container.resolve(tokens.telemetry);
  const watches: QueueWatch[] = [];
  const watch: OpenOnnxModelInput['watch'] = (tower, counters) => {
    const opened = telemetry.queue(manifest.name, tower, counters);
    watches.push(opened);
    return opened;
  };
  const opened = await openModel(container, manifest, precision, pathOf, { quickStart, watch });
  const model = container.resolve(tokens.embeddingCache).around(opened.model, precision);
  const close = async () => {
    for (const watch of watches) watch.close();
    await opened.close();
  };
  return { ...opened, model, close };
}

function openModel(
  container: DependencyContainer,
  manifest: ModelManifest,
  precision: Precision,
  pathOf: (file: ModelFile) => Promise<string>,
  { quickStart = false, watch }: Partial<Pick<OpenOnnxModelInput, 'quickStart' | 'watch'>> = {},
): Promise<LoadedModel> {
  const { providers, threads, batching, device, sessions, home } = container.resolve(tokens.config);
  return openOnnxModel({
    manifest,
    precision,
    pathOf,
    openTokenizer: async () => readTokenizer(manifest, await pathOf(manifest.tokenizer.file)),
    preprocessor: container.resolve(tokens.preprocessor),
    providers,
    threads,
    batching,
    gpu: { device, cacheFolder: join(home, 'cache') },
    sessions,
    quickStart,
    watch,
  });
}
