import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { blobPath } from '../../adapters/files/blob-path.ts';
import { packageRoot } from '../../adapters/files/package-root.ts';
import { homeWithGallery } from '../support/home-template.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../support/tuwen-process.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the assertions are about
type Data = any;

const starter = join(packageRoot, 'starter');
const shown = `modelName itemCount modelChange {
  state fromModel toModel missing failedCount failures { key code } job { id state progress { stage done total etaSeconds } }
  overlap { queries overlapAt10 rankBiasedOverlap worst { key } }
}`;

describe.skipIf(!hasStarter)('moving the bundled drawings to another model over HTTP', () => {
  let tuwen: TuwenProcess;

  beforeAll(async () => {
    tuwen = await startTuwen(60_000, {}, await homeWithGallery());
    // The same network for larger pictures: another space, and much the same answers.
    await promisify(execFile)(
      process.execPath,
      [
        join(packageRoot, 'dist/api/main.js'),
        ...['models', 'import', join(starter, 'starter.pt'), '--name', 'larger', '--image-size', '64'],
        ...['--vision-config', join(starter, 'vision.json'), '--text-config', join(starter, 'text.json')],
      ],
      { env: { ...process.env, TUWEN_HOME: tuwen.home } },
    );
  }, 360_000);
  afterAll(() => tuwen?.stop());

  async function ask(query: string): Promise<Data> {
    const response = await fetch(`${tuwen.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
    if (errors !== undefined) throw new Error(errors[0]!.message);
    return data;
  }
  const emoji = async (): Promise<Data> =>
    (await ask(`{ collection(name: "emoji") { ${shown} } }`)).collection;
  const best = async (): Promise<string> => {
    const { search } = await ask(
      '{ search(collection: "emoji", query: { text: "红苹果" }, against: TEXT, first: 1) { relevanceUnavailable nodes { text } } }',
    );
    // Each set of vectors brings its estimate with it.
    expect(search.relevanceUnavailable).toBeNull();
    return search.nodes[0].text;
  };

  it('goes on after a crash, tells what will change, switches and finishes', async () => {
    const { collection } = await ask(
      '{ collection(name: "emoji") { items(first: 1) { nodes { key image { sha256 } } } } }',
    );
    const [{ key, image }] = collection.items.nodes;
    const picture = blobPath(join(tuwen.home, 'pictures'), image.sha256);
    await rename(picture, `${picture}.away`);
    await ask('mutation { startModelChange(input: { collection: "emoji", model: "larger" }) { id } }');
    await vi.waitFor(
      async () => {
        const { progress } = (await emoji()).modelChange.job;
        expect(progress).toMatchObject({ stage: 'items', total: 1920, etaSeconds: expect.any(Number) });
        expect(progress.done).toBeGreaterThan(0);
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(await emoji()).toMatchObject({
      modelName: 'starter',
      modelChange: { state: 'FILLING', toModel: 'larger' },
    });
    await expect(
      ask(
        'mutation { switchCollectionModel(input: { collection: "emoji", acceptFailures: true }) { collection { id } } }',
      ),
    ).rejects.toThrow(/items have no vectors of the model larger yet/);
    await tuwen.kill();
    tuwen = await startTuwen(60_000, {}, tuwen.home);
    await vi.waitFor(async () => expect((await emoji()).modelChange.job.state).toBe('SUCCEEDED'), {
      timeout: 60_000,
      interval: 200,
    });
    const { modelChange } = await emoji();
    expect(modelChange).toMatchObject({
      state: 'READY',
      fromModel: 'starter',
      missing: 0,
      failedCount: 1,
      failures: [{ key, code: 'NOT_FOUND' }],
    });
    // Neither the same answers nor others altogether.
    expect(modelChange.overlap.overlapAt10).toBeGreaterThan(0.3);
    expect(modelChange.overlap.overlapAt10).toBeLessThan(0.9);
    expect(modelChange.overlap.worst).toHaveLength(5);

    const { switchCollectionModel } = await ask(
      `mutation { switchCollectionModel(input: { collection: "emoji", acceptFailures: true }) { collection { ${shown} } } }`,
    );
    expect(switchCollectionModel.collection).toMatchObject({
      modelName: 'larger',
      itemCount: 1920,
      modelChange: { ...modelChange, state: 'SWITCHED' },
    });
    expect(await best()).toBe('红苹果');
    const rolled = await ask(
      `mutation { rollbackModelChange(collection: "emoji") { collection { ${shown} } } }`,
    );
    expect(rolled.rollbackModelChange.collection).toMatchObject({ modelName: 'starter', modelChange });

    await rename(`${picture}.away`, picture);
    await ask('mutation { startModelChange(input: { collection: "emoji", model: "larger" }) { id } }');
    await tuwen.kill();
    tuwen = await startTuwen(60_000, {}, tuwen.home);
    await vi.waitFor(async () => expect((await emoji()).modelChange.job.state).toBe('SUCCEEDED'), {
      timeout: 60_000,
      interval: 200,
    });
    expect((await emoji()).modelChange).toMatchObject({ state: 'READY', failedCount: 0, failures: [] });
    await ask('mutation { switchCollectionModel(input: { collection: "emoji" }) { collection { id } } }');
    const finished = await ask(
      'mutation { finishModelChange(collection: "emoji") { collection { modelName modelChange { state } } } }',
    );
    expect(finished.finishModelChange.collection).toEqual({ modelName: 'larger', modelChange: null });
    expect(await best()).toBe('红苹果');
  }, 180_000);
});
