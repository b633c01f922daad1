import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import type { JobWork } from '../../../../core/jobs/job-handler.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { badPicture, picture } from '../../../support/fake-model.ts';
import { fakeServices } from '../../../support/fake-services.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

type Parts = ReturnType<typeof fakeServices>;

/** Three classes of four pictures; the last picture of the first class looks like the second. */
function writeSet(folder: string, { bad = false } = {}): void {
  for (let c = 0; c < 3; c++) {
    mkdirSync(join(folder, 'test', String(c)), { recursive: true });
    for (let i = 0; i < 4; i++) {
      const axis = c === 0 && i === 3 ? 1 : c;
      const vector = [0, 1, 2, 3].map((a) => (a === axis ? 1 : a === 3 ? i / 10 : 0)) as [
        number,
        number,
        number,
        number,
      ];
      const bytes = bad && c === 2 && i === 1 ? badPicture : picture(...vector);
      writeFileSync(join(folder, 'test', String(c), `${i}.png`), bytes);
    }
  }
  writeFileSync(join(folder, 'label_cn.txt'), '[1,0,0,0]\n[0,1,0,0]\n[0,0,1,0]\n\n');
}

/** Templates that leave the fake model's labels, which are vectors, as they are. */
const templates = { plain: ['{}'], twice: ['{}', '{}'] };

function work(
  parts: Parts,
  input: JsonObject,
  checkpoint: JsonObject | null = null,
  dieAt = Number.POSITIVE_INFINITY,
) {
  const saved: { checkpoint: JsonObject | null } = { checkpoint };
  const published: string[] = [];
  const progress: unknown[] = [];
  let saves = 0;
  const job: JobWork = {
    jobId: '1',
    input: { model: 'fake', ...input },
    checkpoint,
    signal: new AbortController().signal,
    files: parts.jobFiles,
    progress: async (one) => void progress.push(one),
    saveCheckpoint: async (state) => {
      if (++saves === dieAt) throw new Error('killed');
      saved.checkpoint = state;
    },
    publish: async (name) => void published.push(name),
  };
  return { job, saved, published, progress };
}

function setup(options?: { bad: boolean }): Parts {
  const parts = fakeServices(temporaryFolder());
  writeSet(parts.folder, options);
  return parts;
}

const read = ({ jobFiles }: Parts, name: string) => readFileSync(jobFiles.pathOf('1', name), 'utf8');

describe('a zero-shot evaluation', () => {
  const input = { folder: 'test', templates } as const;

  it('scores every set of templates over the pictures embedded once', async () => {
    const parts = setup();
    const { job, published, progress } = work(parts, { ...input, elevater: 'mnist' });
    const result = await parts.zeroShot.run(job);
    expect(result).toMatchObject({
      model: 'fake',
      precision: 'float32',
      counts: { pictures: 12, classes: 3, unreadablePictures: 0 },
      scores: [
        {
          templates: 'plain',
          accuracy: { value: 11 / 12 },
          elevater: { metric: 'accuracy', value: 11 / 12 },
        },
        { templates: 'twice', accuracy: { value: 11 / 12 } },
      ],
      templates,
      versions: { tuwen: 'test' },
    });
    expect(parts.model.imageCalls.reduce((sum, { count }) => sum + count, 0)).toBe(12);
    expect(published).toEqual(['mnist.json', 'outcomes.jsonl', 'report.json']);
    expect(progress).toContainEqual({ stage: 'pictures', done: 8, total: 12 });
    expect(progress).toContainEqual({ stage: 'templates', done: 1, total: 2 });
    const outcomes = read(parts, 'outcomes.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(outcomes).toHaveLength(24);
    expect(outcomes[3]).toEqual({
      templates: 'plain',
      id: '0/3.png',
      class: '[1,0,0,0]',
      predicted: '[0,1,0,0]',
    });
    const file = JSON.parse(read(parts, 'mnist.json'));
    expect([file.dataset_name, file.predictions[0].length, file.predictions[0][0].length]).toEqual([
      'mnist',
      12,
      3,
    ]);
    expect(JSON.parse(read(parts, 'report.json'))[0]).toMatchObject({
      classes: [{ count: 4, correct: 3 }, { correct: 4 }, { correct: 4 }],
      confusions: [{ actual: '[1,0,0,0]', predicted: '[0,1,0,0]', count: 1 }],
    });
  });

  // Twelve pictures in batches of four: three checkpoints.
  it.each([1, 2, 3])('killed at checkpoint %i goes on from the one before', async (dieAt) => {
    const whole = setup();
    const expected = await whole.zeroShot.run(work(whole, input).job);
    const parts = setup();
    const first = work(parts, input, null, dieAt);
    await expect(parts.zeroShot.run(first.job)).rejects.toThrow('killed');
    const before = parts.model.imageCalls.length;
    const result = await parts.zeroShot.run(work(parts, input, first.saved.checkpoint).job);
    expect({ ...result, dataFingerprint: '' }).toEqual({ ...expected, dataFingerprint: '' });
    expect(parts.model.imageCalls.length - before).toBe(4 - dieAt);
    for (const name of ['outcomes.jsonl', 'report.json']) expect(read(parts, name)).toBe(read(whole, name));
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says so when the disk is full, and goes on once there is room',
    async () => {
      const parts = setup();
      const full = parts.jobFiles.pathOf('1', 'report.json.partial');
      mkdirSync(dirname(full), { recursive: true });
      symlinkSync('/dev/full', full);
      const first = work(parts, input);
      await expect(parts.zeroShot.run(first.job)).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('ENOSPC'),
      });
      expect(first.published).not.toContain('report.json');
      expect(existsSync(parts.jobFiles.pathOf('1', 'report.json'))).toBe(false);
      const before = parts.model.imageCalls.length;
      const again = work(parts, input, first.saved.checkpoint);
      await parts.zeroShot.run(again.job);
      expect(again.published).toContain('report.json');
      expect(parts.model.imageCalls.length).toBe(before);
    },
  );

  it('starts anew when a picture was added', async () => {
    const parts = setup();
    const first = work(parts, input, null, 3);
    await expect(parts.zeroShot.run(first.job)).rejects.toThrow('killed');
    writeFileSync(join(parts.folder, 'test/0/9.png'), picture(1, 0, 0, 0));
    const result = await parts.zeroShot.run(work(parts, input, first.saved.checkpoint).job);
    expect(result['counts']).toMatchObject({ pictures: 13 });
  });

  it('fails on an unreadable picture, or counts it and writes no prediction file', async () => {
    const parts = setup({ bad: true });
    await expect(parts.zeroShot.run(work(parts, input).job)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
    const { job, published } = work(parts, { ...input, elevater: 'mnist', unreadable: 'skip' });
    const result = await parts.zeroShot.run(job);
    expect(result).toMatchObject({
      counts: { pictures: 11, unreadablePictures: 1 },
      unreadablePictures: ['2/1.png'],
    });
    expect(published).not.toContain('mnist.json');
  });

  it.each<[string, JsonObject, RegExp]>([
    ['a folder outside', { folder: '../..' }, /may not be read/],
    ['labels that are not there', { folder: 'test', labels: 'none.txt' }, /no none\.txt/],
    ['an index out of range', { folder: 'test', index: 'index.json' }, /picture 12/],
    ['templates without {}', { folder: 'test', templates: { a: ['x'] } }, /\{\}/],
    ['labels of another number', { folder: 'test', labels: 'two.txt' }, /2 labels for 3 class folders/],
  ])('refuses %s before it is queued', async (_, given, message) => {
    const parts = setup();
    writeFileSync(join(parts.folder, 'index.json'), '[0, 12]');
    writeFileSync(join(parts.folder, 'two.txt'), 'a\nb\n');
    await expect(parts.zeroShot.prepare(given)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });
});

describe("a run over ELEVATER's sets", () => {
  function setup20(): Parts {
    const parts = fakeServices(temporaryFolder());
    for (const name of ['mnist', 'dtd']) writeSet(join(parts.folder, 'elevater', name));
    writeFileSync(join(parts.folder, 'elevater/mnist/index.json'), JSON.stringify([11, 0]));
    return parts;
  }
  const prepared = (parts: Parts, given: JsonObject) =>
    parts.elevater.prepare({ model: 'fake', folder: 'elevater', ...given });

  it('writes a file for each set and says what keeps them from being a submission', async () => {
    const parts = setup20();
    const input = await prepared(parts, {});
    expect(input['sources']).toMatchObject([
      { elevater: 'dtd' },
      { elevater: 'mnist', index: 'elevater/mnist/index.json' },
    ]);
    const { job, published } = work(parts, input);
    const result = await parts.elevater.run(job);
    expect(result).toMatchObject({
      sets: [
        { dataset: 'dtd', pictures: 12 },
        { dataset: 'mnist', predictions: 'mnist.json' },
      ],
      submission: null,
      missing: expect.arrayContaining(['caltech-101']),
      problems: ['dtd.json: 12 pictures, dtd has 1880', 'mnist.json: 2 pictures, mnist has 10000'],
    });
    expect(published).not.toContain('submission.zip');
    expect(JSON.parse(read(parts, 'mnist.json')).predictions[0]).toHaveLength(2);
  });

  it.each([
    [2, 5],
    [4, 3],
    [6, 2],
  ])('killed at checkpoint %i doubles nothing, and packs what there is when told to', async (dieAt, left) => {
    const parts = setup20();
    const input = await prepared(parts, { incomplete: true });
    const first = work(parts, input, null, dieAt);
    await expect(parts.elevater.run(first.job)).rejects.toThrow('killed');
    const before = parts.model.imageCalls.length;
    const { job, published } = work(parts, input, first.saved.checkpoint);
    const result = await parts.elevater.run(job);
    expect(parts.model.imageCalls.length - before).toBe(left);
    expect(published.toSorted()).toEqual(
      ['dtd', 'mnist']
        .flatMap((name) => [`${name}.json`, `${name}.outcomes.jsonl`, `${name}.report.json`])
        .concat('submission.zip')
        .toSorted(),
    );
    expect(result['submission']).toBe('submission.zip');
    const zip = await yauzl.openPromise(parts.jobFiles.pathOf('1', 'submission.zip'));
    expect(zip.entryCount).toBe(1);
    zip.close();
  });

  it('refuses a set that is not there or none of the 20', async () => {
    const parts = setup20();
    await expect(prepared(parts, { datasets: ['minst'] })).rejects.toThrow('minst');
    await expect(prepared(parts, { datasets: ['gtsrb'] })).rejects.toThrow('gtsrb/test');
    await expect(prepared(parts, { folder: 'none' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
