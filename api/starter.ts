import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import type { JsonObject } from '../core/json.ts';
import type { ImportModel } from '../core/model/import-model.ts';
import type { PluginRegistry } from '../core/plugins/plugin-registry.ts';
import type { CollectionStore } from '../core/ports/collections.ts';
import type { DatasetFiles } from '../core/ports/dataset-files.ts';
import type { MetadataSchemas } from '../core/ports/metadata-schemas.ts';
import type { ModelStore } from '../core/ports/model-store.ts';
import type { AddItems } from '../core/search/add-items.ts';
import { createCollection } from '../core/search/create-collection.ts';
import type { NewItem } from '../core/search/new-item.ts';
import {
  type EstimateCollectionDependencies,
  estimateCollection,
} from '../core/search/relevance/estimate-collection.ts';
import { requireCollection } from '../core/search/require-collection.ts';

const modelName = 'starter';
const family = 'chinese-clip';
const collectionName = 'emoji';
const batchSize = 128;

/** The starter was trained on captions of at most this many tokens (starter/README.md). */
const contextLength = 24;

export interface Starter {
  /** Bundled checkpoint and gallery. */
  readonly folder: string;
  /** TUWEN_HOME. */
  readonly home: string;
}

/** Imports the bundled checkpoint, unless there is a model already or its plugin is disabled. */
export async function importStarterModel(
  { folder }: Starter,
  deps: {
    readonly modelStore: ModelStore;
    readonly plugins: PluginRegistry;
    readonly importModel: ImportModel;
  },
): Promise<void> {
  if ((await deps.modelStore.list()).length > 0) return;
  if ((await deps.plugins.enabled()).every(({ name }) => name !== family)) return;
  const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as JsonObject;
  await deps.importModel.run({
    name: modelName,
    family,
    checkpointPath: join(folder, 'starter.pt'),
    vocabulary: await readFile(join(folder, 'vocab.txt')),
    visionConfig: await json('vision.json'),
    textConfig: await json('text.json'),
    contextLength,
  });
}

export interface GalleryDependencies extends EstimateCollectionDependencies {
  readonly collections: CollectionStore;
  readonly schemas: MetadataSchemas;
  readonly addItems: AddItems;
  readonly datasets: DatasetFiles;
  /** Ends it after the present batch. */
  readonly signal?: AbortSignal | undefined;
}

/** Comparing so few takes a search a millisecond longer than a graph, which took three quarters of the time that writing them takes. */
const noGraph = { kind: 'exact' } as const;

/** Indexes the bundled drawings into an empty database; a start that was cut short goes on where it stopped. */
export async function indexStarterGallery(
  { folder, home }: Starter,
  deps: GalleryDependencies,
): Promise<void> {
  const unfinished = join(home, 'starter-gallery-unfinished');
  const isFresh = (await deps.collections.list()).length === 0;
  if (!(isFresh || existsSync(unfinished))) return;
  if ((await deps.models.list()).every(({ name }) => name !== modelName)) return;
  await mkdir(home, { recursive: true });
  await writeFile(unfinished, '');
  if (isFresh) {
    const description = '1,920 emoji drawings (Twemoji, CC BY 4.0) with their Chinese names';
    await createCollection(deps, {
      name: collectionName,
      model: modelName,
      description,
      index: noGraph,
    });
  }
  await addGallery(join(folder, 'emoji-cn'), deps);
  // So that the first search can already tell whether anything fits.
  const collection = await requireCollection(deps.collections, collectionName);
  await estimateCollection(deps, collection, async () => deps.signal?.throwIfAborted());
  await rm(unfinished);
}

async function addGallery(
  folder: string,
  { addItems, datasets, signal }: GalleryDependencies,
): Promise<void> {
  const items = await galleryItems(folder, datasets);
  const bar = new cliProgress.SingleBar({
    format: 'Indexing the gallery {bar} {value}/{total}',
    noTTYOutput: true,
    notTTYSchedule: 1000,
  });
  bar.start(items.length, 0);
  // While one batch is being stored, the next one is embedded.
  let storing: Promise<unknown> = Promise.resolve();
  try {
    for (let start = 0; start < items.length; start += batchSize) {
      signal?.throwIfAborted();
      const embedded = await addItems.embed(collectionName, items.slice(start, start + batchSize));
      await storing;
      storing = addItems.store(embedded).then(() => bar.increment(embedded.items.length));
      // Awaited with the next batch, or at the end.
      storing.catch(() => undefined);
    }
    await storing;
  } finally {
    await storing.catch(() => undefined);
    // A running bar keeps the process alive.
    bar.stop();
  }
}

/** One item per drawing: its caption as text, label, tags, group and code points as metadata. */
async function galleryItems(folder: string, datasets: DatasetFiles): Promise<readonly NewItem[]> {
  const metadataById = new Map<string, JsonObject>();
  for await (const { image_id: id, ...metadata } of datasets.records(join(folder, 'items.jsonl'))) {
    metadataById.set(String(id), metadata as JsonObject);
  }
  const items: NewItem[] = [];
  for await (const { id, bytes } of datasets.images(join(folder, 'valid_imgs.tsv'))) {
    const metadata = metadataById.get(id) ?? {};
    items.push({ key: id, text: String(metadata['label'] ?? id), image: { bytes }, metadata });
  }
  return items;
}
