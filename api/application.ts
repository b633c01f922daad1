import { join } from 'node:path';
import type { ApiKeys } from '../core/access/api-keys.ts';
import type { AuditLog } from '../core/access/audit-log.ts';
import { DomainError } from '../core/errors.ts';
import type { RetrievalTools } from '../core/evaluation/retrieval-tools.ts';
import { sweepUploads } from '../core/import/sweep-uploads.ts';
import { JobRunner } from '../core/jobs/job-runner.ts';
import type { Jobs } from '../core/jobs/jobs.ts';
import { findManifest } from '../core/model/find-manifest.ts';
import type { ImportModel } from '../core/model/import-model.ts';
import type { PullModel } from '../core/model/pull-model.ts';
import type { PluginRegistry } from '../core/plugins/plugin-registry.ts';
import type { Collection } from '../core/ports/collections.ts';
import type { DatasetFiles } from '../core/ports/dataset-files.ts';
import type { DatasetRegistry } from '../core/ports/dataset-registry.ts';
import type { DatasetRoots } from '../core/ports/dataset-roots.ts';
import type { ImageInspector } from '../core/ports/image-inspector.ts';
import type { ImagePreprocessor } from '../core/ports/image-preprocessor.ts';
import type { Job } from '../core/ports/job-store.ts';
import type { LmdbBuilder } from '../core/ports/lmdb-builder.ts';
import type { Log } from '../core/ports/log.ts';
import type { ModelRegistry } from '../core/ports/model-registry.ts';
import type { ModelStore } from '../core/ports/model-store.ts';
import type { PluginTemplate } from '../core/ports/plugin-template.ts';
import type { SubmissionPacker } from '../core/ports/submission-packer.ts';
import type { Tokenization } from '../core/ports/tokenizer.ts';
import { type CollectionRequest, createCollection } from '../core/search/create-collection.ts';
import { sweepPictures } from '../core/search/sweep-pictures.ts';
import type { Config } from './config.ts';
import {
  backUp,
  type Container,
  clock,
  connectDatabase,
  createContainer,
  diagnose,
  errorLog,
  type Observers,
  openObservers,
  openTokenizer,
  readHomeSecret,
  resolveAll,
  restore,
  servedParts,
  sweepBackups,
  tokens,
} from './container.ts';
import type { RunningServer } from './server.ts';
import { importStarterModel, indexStarterGallery, type Starter } from './starter.ts';

const hourMs = 60 * 60 * 1000;

/** Tuwen, put together; commands use what they need and close it. */
export class Application {
  readonly modelStore: ModelStore;
  readonly models: ModelRegistry;
  readonly plugins: PluginRegistry;
  readonly pluginTemplate: PluginTemplate;
  readonly importModel: ImportModel;
  readonly pullModel: PullModel;
  readonly datasets: DatasetFiles;
  readonly retrieval: RetrievalTools;
  readonly packer: SubmissionPacker;
  readonly lmdbBuilder: LmdbBuilder;
  readonly roots: DatasetRoots;
  readonly inspector: ImageInspector;
  readonly preprocessor: ImagePreprocessor;
  readonly #config: Config;
  readonly #container: Container;
  readonly #closing: (() => Promise<void>)[] = [];
  #jobRunner: JobRunner | undefined;
  /** Tells whoever asks that a worker ends. */
  #drain = (): void => undefined;

  /** @param observers who watches it; left out: the user of a command */
  constructor(config: Config, observers?: Observers) {
    this.#config = config;
    this.#container = createContainer(config, observers);
    const parts = resolveAll(this.#container, [
      'modelStore',
      'models',
      'plugins',
      'pluginTemplate',
      'importModel',
      'pullModel',
      'datasets',
      'retrieval',
      'packer',
      'lmdbBuilder',
      'roots',
      'inspector',
      'preprocessor',
    ]);
    this.modelStore = parts.modelStore;
    this.models = parts.models;
    this.pluginTemplate = parts.pluginTemplate;
    this.plugins = parts.plugins;
    this.importModel = parts.importModel;
    this.pullModel = parts.pullModel;
    this.datasets = parts.datasets;
    this.retrieval = parts.retrieval;
    this.packer = parts.packer;
    this.lmdbBuilder = parts.lmdbBuilder;
    this.roots = parts.roots;
    this.inspector = parts.inspector;
    this.preprocessor = parts.preprocessor;
    this.#closing.push(
      () => parts.models.close(),
      () => parts.preprocessor.close(),
    );
  }

  /** A server or a worker, with its log, its metrics and, where they are wanted, its traces. */
  static async observed(config: Config): Promise<Application> {
    return new Application(config, await openObservers(config));
  }

  get log(): Log {
    return this.#container.resolve(tokens.log);
  }

  /** Tokenizer of a model, without its towers. */
  async openTokenizer(name?: string): Promise<(text: string) => Tokenization> {
    const manifest = await findManifest(this.models, name);
    const tokenizer = await openTokenizer(this.modelStore, manifest);
    return (text) => tokenizer.tokenize(text, manifest.contextLength);
  }

  /**
   * Opens the database, installs the starter where it is wanted, and listens.
   * @param signal ends the start after its present step
   */
  async serve(signal?: AbortSignal): Promise<RunningServer> {
    const root = this.#container.resolve(tokens.packageRoot);
    const starter = { folder: join(root, 'starter'), home: this.#config.home };
    await this.#open(starter);
    signal?.throwIfAborted();
    const services = resolveAll(this.#container, servedParts);
    if (this.#config.starter) {
      const parts = resolveAll(this.#container, ['nearPairs', 'openProducts']);
      await indexStarterGallery(starter, { ...services, ...parts, clock, datasets: this.datasets, signal });
    }
    // Loaded here: commands do not wait for it.
    const { startServer } = await import('./server.ts');
    const server = await startServer(services, {
      host: this.#config.host,
      port: this.#config.port,
      adminKey: this.#config.adminKey,
      isOpen: this.#config.isOpen,
      anonymousRole: this.#config.anonymousRole,
      trustedProxies: this.#config.trustedProxies,
      pointsPerMinute: this.#config.pointsPerMinute,
      timeoutMs: this.#config.timeoutSeconds * 1000,
      drainMs: this.#config.drainSeconds * 1000,
      shutdownMs: this.#config.shutdownSeconds * 1000,
      uploadSecret: await readHomeSecret(this.#config.home),
      maximumRequests: this.#config.maximumRequests,
      schemaFile: join(root, 'api/generated/schema.graphql'),
      webRoot: join(root, 'dist/web'),
      graphiqlFile: join(root, 'dist/graphiql.html.gz'),
      metricsToken: this.#config.metricsToken,
      log: errorLog(this.#container),
      events: this.log,
    });
    await sweepBackups(this.#container);
    this.#startJobs();
    this.#keepHouse();
    return server;
  }

  /** Opens the database, for commands that need no more. @throws DomainError DATABASE_UNAVAILABLE, DATABASE_LOCKED */
  async openDatabase(): Promise<void> {
    const sql = await connectDatabase(this.#container);
    this.#closing.push(() => sql.close());
  }

  /** Needs nothing open: a backup is of the database as it is, whatever version made it. */
  backUp(options: Parameters<typeof backUp>[1]): ReturnType<typeof backUp> {
    return backUp(this.#config, options);
  }

  /** Needs nothing open. */
  diagnose(): ReturnType<typeof diagnose> {
    return diagnose(this.#container);
  }

  /** Needs nothing open. */
  restore(options: Parameters<typeof restore>[1]): ReturnType<typeof restore> {
    return restore(this.#config, options);
  }

  /** API keys; needs {@link openDatabase}. */
  get apiKeys(): ApiKeys {
    return this.#container.resolve(tokens.apiKeys);
  }

  /** What was changed; needs {@link openDatabase}. */
  get audit(): AuditLog {
    return this.#container.resolve(tokens.audit);
  }

  /** Registered data sets; needs {@link openDatabase}. */
  get registry(): DatasetRegistry {
    return this.#container.resolve(tokens.registry);
  }

  /** Runs jobs that others queue. @throws DomainError PORT_IN_USE; CONFIG_INVALID on the embedded database, which one process has */
  async work(): Promise<void> {
    if (this.#config.databaseUrl === undefined) {
      throw new DomainError(
        'CONFIG_INVALID',
        'The embedded database belongs to the server alone, which runs its jobs.',
        {
          remedy: 'Set DATABASE_URL to use workers.',
        },
      );
    }
    await this.#reportPlugins();
    await this.openDatabase();
    await this.#serveProbes();
    this.#startJobs();
  }

  /** Tells of a worker, where that is wanted, until it has ended. */
  async #serveProbes(): Promise<void> {
    const { metricsHost: host, metricsPort: port } = this.#config;
    if (port === undefined) return;
    const { adminKey, isOpen, metricsToken, trustedProxies } = this.#config;
    const { workerHealth: health, ...services } = resolveAll(this.#container, [
      'telemetry',
      'workerHealth',
      'apiKeys',
      'tokenVerifier',
    ]);
    const { startProbeServer } = await import('./probe-server.ts');
    const probes = await startProbeServer(
      { ...services, health },
      {
        ...{ host, port, adminKey, isOpen, metricsToken, trustedProxies },
        log: errorLog(this.#container),
        events: this.log,
      },
    );
    this.log.info(`The worker's metrics are at ${probes.url}/metrics`);
    this.#closing.unshift(() => probes.close());
    this.#drain = () => probes.drain();
  }

  /** An empty collection; needs {@link openDatabase}. */
  createCollection(request: CollectionRequest): Promise<Collection> {
    return createCollection(resolveAll(this.#container, ['models', 'collections', 'schemas']), request);
  }

  /** Artefacts of a job by name, each with its absolute path. */
  async jobArtefacts(job: Pick<Job, 'id' | 'kind'>): Promise<readonly { name: string; path: string }[]> {
    const { jobs, jobFiles } = resolveAll(this.#container, ['jobs', 'jobFiles']);
    return (await jobs.artefacts(job)).map(({ name }) => ({ name, path: jobFiles.pathOf(job.id, name) }));
  }

  /**
   * Runs one job here and gives it as it ended, or was paused by another; jobs of other kinds are left alone. Needs {@link openDatabase}.
   * @param begin queues it, or names one that is queued
   */
  async runJob(
    kind: string,
    begin: (jobs: Jobs) => Promise<Job>,
    onChange: (job: Job) => void,
  ): Promise<Job> {
    const { jobs, jobStore, jobFiles, jobHandlers, asCaller, wait } = resolveAll(this.#container, [
      'jobs',
      'jobStore',
      'jobFiles',
      'jobHandlers',
      'asCaller',
      'wait',
    ]);
    let job = await begin(jobs);
    const handlers = jobHandlers.filter((handler) => handler.kind === kind);
    this.#jobRunner = new JobRunner({
      store: jobStore,
      files: jobFiles,
      handlers,
      log: errorLog(this.#container),
      asCaller,
      wait,
    });
    this.#jobRunner.start();
    for await (const changed of await jobs.watch(job.id)) {
      job = changed;
      onChange(job);
      // Whoever resumes it sees to it that it is run.
      if (job.state === 'paused') break;
    }
    return job;
  }

  /** Running jobs go back to the queue at their next checkpoint; no other is begun. */
  async stopJobs(): Promise<void> {
    this.#drain();
    await this.#jobRunner?.stop();
  }

  /** Running jobs go back to the queue first. */
  async close(): Promise<void> {
    await this.stopJobs();
    for (const close of this.#closing) await close();
    await this.#container.resolve(tokens.telemetry).tracer.close();
  }

  #startJobs(): void {
    this.#jobRunner = this.#container.resolve(tokens.jobRunner);
    this.#jobRunner.start();
  }

  /** Deletes what nobody needs any more and starts what has become due, now and from time to time. */
  #keepHouse(): void {
    const { audit, uploads, jobStore, relevances, ...pictures } = resolveAll(this.#container, [
      'audit',
      'uploads',
      'jobStore',
      'relevances',
      'pictureUse',
      'blobs',
      'thumbnailStore',
    ]);
    this.#repeat('audit log', 24 * hourMs, () => audit.deleteOld());
    const database = databaseName(this.#config.databaseUrl);
    this.#repeat('pictures', hourMs, () => sweepPictures({ ...pictures, clock, database }));
    this.#repeat('relevance', 10_000, () => relevances.startDue());
    this.#repeat('uploads', hourMs, () => sweepUploads({ uploads, jobStore, clock }));
  }

  #repeat(name: string, everyMs: number, work: () => Promise<unknown>): void {
    const run = () => work().catch((error: unknown) => this.log.error(name, { error }));
    void run();
    const timer = setInterval(run, everyMs).unref();
    this.#closing.unshift(async () => clearInterval(timer));
  }

  /** Database and default model at the same time: both take a while, in threads of their own. */
  async #open(starter: Starter): Promise<void> {
    await this.#reportPlugins();
    const database = this.openDatabase();
    const model = this.#config.starter ? importStarterModel(starter, this) : Promise.resolve();
    await Promise.all([database, model.then(() => this.#preload())]);
  }

  /** Plugins are loaded now, so that one which fails is said at start and not at the next import. */
  async #reportPlugins(): Promise<void> {
    for (const { error } of await this.plugins.list()) {
      if (error !== undefined) this.log.error(`PLUGIN_FAILED: ${error}`);
    }
  }

  /** A default model that cannot be loaded is said at once; others may still work, so the server goes on. */
  async #preload(): Promise<void> {
    if ((await this.models.defaultName()) === undefined) return;
    try {
      await this.models.load();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'PROVIDER_UNAVAILABLE') throw error;
      this.log.error(`${error.code}: ${error.message}`);
    }
  }
}

/** Where a database is, without user and password. */
function databaseName(url: string | undefined): string {
  if (url === undefined) return 'embedded';
  const { host, pathname } = new URL(url);
  return host + pathname;
}
