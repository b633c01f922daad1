import { mkdirSync, readFileSync } from 'node:fs';
import { appendFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { publishedRecalls } from '../../../core/evaluation/published-recalls.ts';
import { publishedComparison } from '../../../core/evaluation/retrieval-report.ts';
import type { JobHandler, JobWork } from '../../../core/jobs/job-handler.ts';
import { JobRunner } from '../../../core/jobs/job-runner.ts';
import type { JsonObject } from '../../../core/json.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { fakeManifest } from '../../support/fake-manifest.ts';
import { picture } from '../../support/fake-model.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const random = seededRandom(5);
const vectors = Array.from({ length: 10 }, () => Array.from({ length: 4 }, () => random() - 0.5));
const artefacts = [
  'eval_texts.txt_feat.jsonl',
  'eval_imgs.img_feat.jsonl',
  'eval_predictions.jsonl',
  'eval_tr_predictions.jsonl',
  'eval_tr_score.json',
];

async function services() {
  const parts = fakeServices(temporaryFolder());
  const texts = vectors.map((vector, i) =>
    JSON.stringify({ text_id: i, text: JSON.stringify(vector), image_ids: [i] }),
  );
  await writeFile(join(parts.folder, 'texts.jsonl'), `${texts.join('\n')}\n`);
  const images = vectors.map((vector, i) => `${i}\t${Buffer.from(picture(...vector)).toString('base64')}`);
  await writeFile(join(parts.folder, 'images.tsv'), `${images.join('\n')}\n`);
  return parts;
}

type Parts = Awaited<ReturnType<typeof services>>;

const input = { model: 'fake', images: 'images.tsv', texts: 'texts.jsonl' };

/** Work on job 1 that dies when it saves for the `dieAt`th time, before that is kept. */
function work(parts: Parts, checkpoint: JsonObject | null, dieAt = Number.POSITIVE_INFINITY) {
  const saved: { checkpoint: JsonObject | null } = { checkpoint };
  let saves = 0;
  const job: JobWork = {
    jobId: '1',
    input: { ...input, model: parts.model.manifest.name },
    checkpoint,
    signal: new AbortController().signal,
    files: parts.jobFiles,
    progress: async () => undefined,
    saveCheckpoint: async (state) => {
      if (++saves === dieAt) throw new Error('killed');
      saved.checkpoint = state;
    },
    publish: async () => undefined,
  };
  return { job, saved };
}

const filesOf = ({ jobFiles }: Parts) =>
  artefacts.map((name) => readFileSync(jobFiles.pathOf('1', name), 'utf8'));

describe('an evaluation that was killed', () => {
  // Ten texts and ten pictures in batches of four: six checkpoints.
  it.each([1, 2, 3, 4, 5, 6])(
    'at checkpoint %i goes on from the one before, and doubles nothing',
    async (dieAt) => {
      const whole = await services();
      const expected = await whole.handler.run(work(whole, null).job);
      const parts = await services();
      const first = work(parts, null, dieAt);
      await expect(parts.handler.run(first.job)).rejects.toThrow('killed');
      // Half a line that was on its way.
      const half = dieAt <= 3 ? 'eval_texts.txt_feat.jsonl' : 'eval_imgs.img_feat.jsonl';
      await appendFile(parts.jobFiles.pathOf('1', half), '{"text_id": 3, "fea');
      const before = parts.model.textCalls.length;
      const result = await parts.handler.run(work(parts, first.saved.checkpoint).job);
      // Another copy of the set, written at another time.
      expect({ ...result, dataFingerprint: '' }).toEqual({ ...expected, dataFingerprint: '' });
      expect(filesOf(parts)).toEqual(filesOf(whole));
      expect(parts.model.textCalls.length - before).toBe(dieAt <= 3 ? 4 - dieAt : 0);
    },
  );

  it('starts anew when the set has changed meanwhile', async () => {
    const parts = await services();
    const first = work(parts, null, 5);
    await expect(parts.handler.run(first.job)).rejects.toThrow('killed');
    await appendFile(
      join(parts.folder, 'texts.jsonl'),
      '{"text_id": 99, "text": "[1,0,0,0]", "image_ids": [0]}\n',
    );
    const result = await parts.handler.run(work(parts, first.saved.checkpoint).job);
    expect(result['counts']).toMatchObject({ texts: 11, images: 10 });
    expect(filesOf(parts)[0]!.trim().split('\n')).toHaveLength(11);
  });
});

describe('a runner', () => {
  it('gives a job back when it stops, and another one finishes it', async () => {
    const parts = await services();
    const { id } = await parts.jobs.start(parts.handler.kind, input0(parts));
    let reached = () => {};
    const inside = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow: JobHandler = {
      kind: parts.handler.kind,
      prepare: async (given) => given,
      run: async ({ saveCheckpoint, signal }) => {
        await saveCheckpoint({ step: 1 });
        reached();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        signal.throwIfAborted();
        return {};
      },
    };
    const stopping = runner(parts, slow);
    stopping.start();
    await inside;
    await stopping.stop();
    expect(await parts.jobStore.find(id)).toMatchObject({ state: 'queued' });
    expect((await parts.jobStore.claim([slow.kind], 1))?.checkpoint).toEqual({ step: 1 });
  });

  it('stops a cancelled job at its next batch, and masks what is a bug', async () => {
    const parts = await services();
    const logged: unknown[] = [];
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) ids.push((await parts.jobs.start(parts.handler.kind, input0(parts))).id);
    const handler: JobHandler = {
      kind: parts.handler.kind,
      prepare: async (given) => given,
      run: async ({ jobId, saveCheckpoint }) => {
        if (jobId === ids[1]) throw new TypeError('secret path');
        await parts.jobs.cancel(jobId);
        await saveCheckpoint({});
        throw new Error('never reached');
      },
    };
    const running = runner(parts, handler, (_, error) => logged.push(error));
    running.start();
    onTestFinished(() => running.stop());
    for (const id of ids) for await (const _ of await parts.jobs.watch(id));
    expect(await parts.jobStore.find(ids[0]!)).toMatchObject({ state: 'cancelled', error: null });
    const { error } = (await parts.jobStore.find(ids[1]!))!;
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(error!.message).not.toContain('secret');
    expect(logged).toMatchObject([{ message: 'secret path' }]);
  });
});

function input0({ model }: Parts): JsonObject {
  return { ...input, model: model.manifest.name };
}

function runner(
  parts: Parts,
  handler: JobHandler,
  log: (message: string, error: unknown) => void = () => {},
) {
  return new JobRunner({
    store: parts.jobStore,
    files: parts.jobFiles,
    handlers: [handler],
    log,
    asCaller: (_, work) => work(),
    wait: async () => undefined,
    pollMs: 10,
  });
}

it('follows no link out of the folders of data sets', async () => {
  const parts = await services();
  const outside = temporaryFolder();
  mkdirSync(join(outside, 'sub'));
  await writeFile(join(outside, 'texts.jsonl'), '');
  await symlink(outside, join(parts.folder, 'link'));
  await expect(parts.handler.prepare({ ...input0(parts), texts: 'link/texts.jsonl' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

describe('published numbers', () => {
  const parameters = { total: 188_262_913, visual: 86_192_640, text: 102_070_273 };
  const manifest = fakeManifest({ family: 'chinese-clip', parameters });
  const report = (r1: number, r5: number, r10: number) =>
    ({ success: true, score: 0, scoreJson: { score: 0, mean_recall: 0, r1, r5, r10 } }) as const;

  it('are compared in points, with one digit', () => {
    const scores = { textToImage: report(62.72, 86.9, 92.74), imageToText: report(75, 93.5, 97) };
    expect(publishedComparison(manifest, 'Flickr30K-CN', scores)).toMatchObject({
      size: 'ViT-B/16',
      textToImage: { published: { r1: 62.7, r5: 86.9, r10: 92.8 }, difference: { r1: 0, r5: 0, r10: -0.1 } },
      imageToText: { difference: { r1: 0.4, r5: 0, r10: -0.1 } },
    });
  });

  it('exist for the published sizes of the one family only', () => {
    expect(publishedRecalls(manifest, 'MUGE')).toEqual({ size: 'ViT-B/16', textToImage: [52.1, 76.7, 84.4] });
    expect(publishedRecalls({ family: 'openai-clip', parameters }, 'MUGE')).toBeUndefined();
    expect(
      publishedRecalls({ family: 'chinese-clip', parameters: { ...parameters, total: 1 } }, 'MUGE'),
    ).toBeUndefined();
  });
});
