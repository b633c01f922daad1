import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DependencyContainer,
  type InjectionToken,
  instanceCachingFactory,
  container as root,
} from 'tsyringe';
import { FileBlobStore } from '../adapters/files/file-blob-store.ts';
import { FileModelStore } from '../adapters/files/file-model-store.ts';
import { FileUploadStore } from '../adapters/files/file-upload-store.ts';
import { LocalDatasetFiles } from '../adapters/files/local-dataset-files.ts';
import { packageRoot } from '../adapters/files/package-root.ts';
import { HeaderImageInspector } from '../adapters/images/header-image-inspector.ts';
import { PooledImagePreprocessor } from '../adapters/images/pooled-image-preprocessor.ts';
import { chooseProvider } from '../adapters/onnx/execution-providers.ts';
import { OnnxImageEncoder, OnnxTextEncoder } from '../adapters/onnx/onnx-encoders.ts';
import { OnnxGraphWriter } from '../adapters/onnx/onnx-graph-writer.ts';
import { OnnxSession } from '../adapters/onnx/onnx-session.ts';
import { openDatabase } from '../adapters/postgres/open-database.ts';
import { PgvectorIndex } from '../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../adapters/postgres/postgres-collection-store.ts';
import { TorchCheckpointReader } from '../adapters/torch/torch-checkpoint-reader.ts';
import { DualEncoder } from '../core/embedding/dual-encoder.ts';
import { type LoadedModel, LoadedModels } from '../core/embedding/loaded-models.ts';
import { ImportModel } from '../core/model/import-model.ts';
import type { ModelManifest } from '../core/model/manifest.ts';
import type { BlobStore } from '../core/ports/blob-store.ts';
import type { CollectionStore, VectorIndex } from '../core/ports/collections.ts';
import type { DatasetFiles } from '../core/ports/dataset-files.ts';
import type { ImageInspector } from '../core/ports/image-inspector.ts';
import type { ImagePreprocessor } from '../core/ports/image-preprocessor.ts';
import type { ModelRegistry } from '../core/ports/model-registry.ts';
import type { ModelStore } from '../core/ports/model-store.ts';
import type { UploadStore } from '../core/ports/upload-store.ts';
import { AddItems } from '../core/search/add-items.ts';
import { ImageSource } from '../core/search/image-source.ts';
import { SearchItems } from '../core/search/search-items.ts';
import { parseVocabulary } from '../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../core/tokenization/wordpiece-tokenizer.ts';
import type { SqlClient } from '../db/sql-client.ts';
import { chineseClip } from '../plugins/chinese-clip/plugin.ts';
import type { Config } from './config.ts';

export type Container = DependencyContainer;

const token = <T>(name: string) => Symbol(name) as InjectionToken<T>;

export const tokens = {
  config: token<Config>('config'),
  modelStore: token<ModelStore>('modelStore'),
  importModel: token<ImportModel>('importModel'),
  preprocessor: token<ImagePreprocessor>('preprocessor'),
  models: token<ModelRegistry>('models'),
  datasets: token<DatasetFiles>('datasets'),
  /** Folder of Tuwen's own files: schema, web page, starter. */
  packageRoot: token<string>('packageRoot'),
  sql: token<SqlClient>('sql'),
  collections: token<CollectionStore>('collections'),
  index: token<VectorIndex>('index'),
  blobs: token<BlobStore>('blobs'),
  uploads: token<UploadStore>('uploads'),
  inspector: token<ImageInspector>('inspector'),
  images: token<ImageSource>('images'),
  addItems: token<AddItems>('addItems'),
  searchItems: token<SearchItems>('searchItems'),
} as const;

/** The object graph. `tokens.sql` is registered by {@link connectDatabase}, because opening a database takes time. */
export function createContainer(config: Config): DependencyContainer {
  const container = root.createChildContainer();
  const once = <T>(key: InjectionToken<T>, create: (c: DependencyContainer) => T): void => {
    container.register(key, { useFactory: instanceCachingFactory(create) });
  };
  container.register(tokens.config, { useValue: config });
  container.register(tokens.packageRoot, { useValue: packageRoot });
  container.register(tokens.datasets, { useValue: new LocalDatasetFiles() });
  registerModels(once, config);
  registerCollections(once, config);
  return container;
}

/** Opens and migrates the configured database. @throws DomainError DATABASE_UNAVAILABLE, DATABASE_LOCKED */
export async function connectDatabase(container: DependencyContainer): Promise<SqlClient> {
  const { databaseUrl, home } = container.resolve(tokens.config);
  const sql = await openDatabase(databaseUrl === undefined ? { home } : { databaseUrl });
  container.register(tokens.sql, { useValue: sql });
  return sql;
}

type Once = <T>(key: InjectionToken<T>, create: (container: DependencyContainer) => T) => void;

function registerModels(once: Once, config: Config): void {
  once(tokens.modelStore, () => new FileModelStore(join(config.home, 'models')));
  once(tokens.preprocessor, () => new PooledImagePreprocessor());
  once(
    tokens.importModel,
    (c) =>
      new ImportModel({
        checkpoints: new TorchCheckpointReader(),
        plugins: [chineseClip],
        graphs: new OnnxGraphWriter(),
        models: c.resolve(tokens.modelStore),
        clock: { now: () => new Date() },
      }),
  );
  once(
    tokens.models,
    (c) =>
      new LoadedModels({
        store: c.resolve(tokens.modelStore),
        open: (manifest) => openModel(c, manifest),
        ...(config.defaultModel === undefined ? {} : { defaultName: config.defaultModel }),
      }),
  );
}

function registerCollections(once: Once, config: Config): void {
  once(tokens.collections, (c) => new PostgresCollectionStore(c.resolve(tokens.sql)));
  once(tokens.index, (c) => new PgvectorIndex(c.resolve(tokens.sql)));
  once(tokens.blobs, () => new FileBlobStore(join(config.home, 'pictures')));
  once(tokens.uploads, () => new FileUploadStore(join(config.home, 'uploads')));
  once(tokens.inspector, () => new HeaderImageInspector());
  once(tokens.images, (c) => new ImageSource(resolveAll(c, ['uploads', 'blobs', 'collections'])));
  once(
    tokens.addItems,
    (c) => new AddItems(resolveAll(c, ['models', 'collections', 'index', 'images', 'blobs', 'inspector'])),
  );
  once(
    tokens.searchItems,
    (c) => new SearchItems(resolveAll(c, ['models', 'collections', 'index', 'images'])),
  );
}

/** What the server works with. */
export const servedParts = [
  'models',
  'collections',
  'index',
  'blobs',
  'uploads',
  'images',
  'addItems',
  'searchItems',
] as const;

type Tokens = typeof tokens;
type Resolved<K extends keyof Tokens> = {
  readonly [P in K]: Tokens[P] extends InjectionToken<infer T> ? T : never;
};

/** An object with the named services. */
export function resolveAll<K extends keyof Tokens>(
  container: DependencyContainer,
  names: readonly K[],
): Resolved<K> {
  return Object.fromEntries(
    names.map((name) => [name, container.resolve<unknown>(tokens[name])]),
  ) as Resolved<K>;
}

/** Opens the vocabulary of a model. */
export async function openTokenizer(store: ModelStore, manifest: ModelManifest): Promise<WordPieceTokenizer> {
  const path = await store.verifiedPath(manifest, 'vocabulary');
  return new WordPieceTokenizer(parseVocabulary(await readFile(path, 'utf8')));
}

async function openModel(container: DependencyContainer, manifest: ModelManifest): Promise<LoadedModel> {
  const store = container.resolve(tokens.modelStore);
  const { providers, threads } = container.resolve(tokens.config);
  const files = ['imageGraph', 'textGraph', 'imageWeights', 'textWeights'] as const;
  const [imageGraph, textGraph] = await Promise.all(files.map((file) => store.verifiedPath(manifest, file)));
  const report = await chooseProvider(providers, imageGraph!);
  const open = (modelPath: string) => OnnxSession.open({ modelPath, provider: report.provider, threads });
  const [image, text, tokenizer] = await Promise.all([
    open(imageGraph!),
    open(textGraph!),
    openTokenizer(store, manifest),
  ]);
  const model = new DualEncoder({
    manifest,
    tokenizer,
    preprocessor: container.resolve(tokens.preprocessor),
    imageEncoder: new OnnxImageEncoder(image),
    textEncoder: new OnnxTextEncoder(text),
  });
  return { model, report, close: async () => void (await Promise.all([image.close(), text.close()])) };
}
