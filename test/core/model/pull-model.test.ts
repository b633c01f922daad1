import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TorchCheckpointReader } from '../../../adapters/torch/torch-checkpoint-reader.ts';
import type { PulledFiles } from '../../../core/model/pull-model.ts';
import type { HubModel } from '../../../core/ports/model-hub.ts';
import { HubServer, type HubServerOptions } from '../../adapters/hub/hub-server.ts';
import { makeSafetensors, type TensorSource } from '../../support/make-safetensors.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const source: HubModel = { hub: 'modelscope', id: 'some-org/some-model' };
const vocabulary = readFileSync(starterPath('vocab.txt'));
const { checkpointPath, vocabulary: _, ...settings } = starterImport();

const servers: HubServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(options: HubServerOptions) {
  const server = await HubServer.start(options);
  servers.push(server);
  const home = temporaryFolder();
  const application = await openApplication({
    TUWEN_HOME: home,
    TUWEN_HUB: 'modelscope',
    TUWEN_HUB_URL: server.url,
  });
  return { server, application, home };
}

const dtypes: Readonly<Record<string, string>> = { float32: 'F32', float16: 'F16', int64: 'I64' };

/** The starter as two shards and their index. */
async function shards(): Promise<Readonly<Record<string, Buffer>>> {
  const checkpoint = await new TorchCheckpointReader().open(checkpointPath);
  const parts: Record<string, TensorSource>[] = [{}, {}];
  const weightMap: Record<string, string> = {};
  for (const [i, [name, tensor]] of [...checkpoint.tensors].entries()) {
    const dtype = dtypes[tensor.type]!;
    parts[i % 2]![name] = { dtype, shape: tensor.shape, bytes: await tensor.read() };
    weightMap[name] = `model-0000${(i % 2) + 1}-of-00002.safetensors`;
  }
  await checkpoint.close();
  return {
    'model-00001-of-00002.safetensors': makeSafetensors(parts[0]!),
    'model-00002-of-00002.safetensors': makeSafetensors(parts[1]!),
    'model.safetensors.index.json': Buffer.from(JSON.stringify({ metadata: {}, weight_map: weightMap })),
  };
}

describe('PullModel', () => {
  it('imports a folder of shards as the same model as the one file', async () => {
    const { application } = await serve({ files: { ...(await shards()), 'vocab.txt': vocabulary } });
    const pulled = await application.pullModel.run({ ...settings, name: 'pulled', source });
    const imported = await application.importModel.run({ ...starterImport(), name: 'imported' });
    expect(pulled.spaceId).toBe(imported.spaceId);
    expect((await application.modelStore.list()).map(({ name }) => name)).toEqual(['pulled', 'imported']);
    await application.close();
  });

  it('fetches nothing for a name that is taken', async () => {
    const { application, server } = await serve({ files: { 'starter.pt': readFileSync(checkpointPath) } });
    await application.importModel.run(starterImport('taken'));
    await expect(application.pullModel.run({ ...settings, name: 'taken', source })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(server.requests).toEqual([]);
    await application.close();
  });

  it('tells what came, and what could not be checked', async () => {
    const { application, home } = await serve({
      files: { 'starter.pt': readFileSync(checkpointPath), 'vocab.txt': vocabulary },
      lie: (entry) => (entry['Path'] === 'vocab.txt' ? { ...entry, Sha256: null } : entry),
    });
    const downloads: PulledFiles[] = [];
    const onDownloaded = (files: PulledFiles) => downloads.push(files);
    const input = { ...settings, source, onDownloaded };
    await application.pullModel.run({ ...input, name: 'a' });
    await application.pullModel.run({ ...input, name: 'b' });
    expect(downloads).toEqual([
      {
        revision: 'master',
        receivedBytes: readFileSync(checkpointPath).length + vocabulary.length,
        unverified: ['vocab.txt'],
      },
      // What cannot be checked is fetched again.
      { revision: 'master', receivedBytes: vocabulary.length, unverified: ['vocab.txt'] },
    ]);
    expect(existsSync(join(home, 'models', 'b', 'manifest.json'))).toBe(true);
    await application.close();
  });

  it('gives the download free when the import fails', async () => {
    const { application, server } = await serve({
      files: { 'starter.pt': Buffer.from('no checkpoint'), 'vocab.txt': vocabulary },
    });
    const input = { ...settings, name: 'x', source };
    for (let round = 0; round < 2; round++) {
      await expect(application.pullModel.run(input)).rejects.toMatchObject({ code: 'CHECKPOINT_UNREADABLE' });
    }
    expect(server.requestsFor('FilePath=starter.pt')).toHaveLength(1);
    await application.close();
  });
});
