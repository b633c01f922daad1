import { join } from 'node:path';
import { FileBlobStore } from '../../adapters/files/file-blob-store.ts';
import { FileUploadStore } from '../../adapters/files/file-upload-store.ts';
import { FilePluginStates } from '../../adapters/plugins/file-plugin-states.ts';
import { PluginRegistry } from '../../core/plugins/plugin-registry.ts';
import { AddItems } from '../../core/search/add-items.ts';
import { ImageSource } from '../../core/search/image-source.ts';
import { SearchItems } from '../../core/search/search-items.ts';
import { FakeCollections } from './fake-collections.ts';
import { FakeImageInspector } from './fake-image-inspector.ts';
import { FakeModel } from './fake-model.ts';
import { FakeModelRegistry } from './fake-model-registry.ts';
import { fakePlugin } from './fake-plugin.ts';

/** All services over fakes and files in `folder`; the fakes come with them. */
export function fakeServices(folder: string, now: () => number = Date.now) {
  const model = new FakeModel();
  const models = new FakeModelRegistry(model);
  const collections = new FakeCollections();
  const blobs = new FileBlobStore(join(folder, 'blobs'));
  const uploads = new FileUploadStore(join(folder, 'uploads'), now);
  const images = new ImageSource({ uploads, blobs, collections });
  const plugins = new PluginRegistry({
    builtIn: [fakePlugin()],
    loader: { load: async () => [] },
    states: new FilePluginStates(join(folder, 'plugins.json')),
  });
  const stores = { models, plugins, collections, index: collections, blobs, uploads, images };
  const addItems = new AddItems({ ...stores, inspector: new FakeImageInspector() });
  return { ...stores, addItems, searchItems: new SearchItems(stores), model };
}
