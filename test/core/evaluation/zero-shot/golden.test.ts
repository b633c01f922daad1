import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImageFolder } from '../../../../adapters/files/open-image-folder.ts';
import type { Application } from '../../../../api/application.ts';
import type { EmbeddingModel } from '../../../../core/embedding/embedding-model.ts';
import { predictionFile } from '../../../../core/evaluation/elevater/prediction-file.ts';
import { roundedProbability } from '../../../../core/evaluation/elevater/python-number.ts';
import { zeroShotClassifier } from '../../../../core/evaluation/zero-shot/classifier.ts';
import {
  classifySet,
  embedSet,
  type ZeroShotResult,
} from '../../../../core/evaluation/zero-shot/evaluate.ts';
import { accuracy } from '../../../../core/evaluation/zero-shot/metrics.ts';
import { originalTemplatesOf } from '../../../../core/evaluation/zero-shot/template-presets.ts';
import type { LabelledImages } from '../../../../core/ports/labelled-images.ts';
import { readFloats } from '../../../support/npy.ts';
import { readJsonFile } from '../../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../../support/shared.ts';
import { openApplication } from '../../../support/starter.ts';

const golden = (name: string) => sharedPath(`golden/eval/zeroshot/${name}`);
const json = <T>(name: string) => readJsonFile(golden(name)) as unknown as T;

interface Record {
  readonly sample_order: readonly (readonly [string, number])[];
  readonly top1_fraction: number;
}

describe.skipIf(!hasShared)("the original's zeroshot_evaluation.py", () => {
  let application: Application;
  let model: EmbeddingModel;
  let set: LabelledImages;
  let classifier: readonly Float32Array[];
  let result: ZeroShotResult;
  let record: Record;

  beforeAll(async () => {
    const folder = sharedPath('golden/models-tiny/vit-full-a');
    application = await openApplication();
    await application.importModel.run({
      name: 'golden',
      checkpointPath: `${folder}/ckpt_mixed.pt`,
      vocabulary: readFileSync(sharedPath('golden/tokenizer/vocab.txt')),
      visionConfig: readJsonFile(`${folder}/vision_config.json`),
      textConfig: readJsonFile(`${folder}/text_config.json`),
    });
    model = await application.models.load('golden');
    set = await openImageFolder(golden('test'));
    record = json<Record>('record.json');
    const labels = readFileSync(golden('label_cn.txt'), 'utf8').trimEnd().split('\n');
    const templates = json<readonly string[]>('templates.json').map((each) => each.replace('{c}', '{}'));
    classifier = await zeroShotClassifier(model, labels, templates);
    result = await classifySet(await embedSet(model, set, { unreadable: 'fail' }), classifier);
  });
  afterAll(() => application?.close());

  it('goes through the pictures in its order', () => {
    expect(set.images.map(({ path, classIndex }) => [path, classIndex])).toEqual(record.sample_order);
  });

  it('has its classifier, probabilities and top-1', () => {
    const expected = readFloats(golden('classifier_own_templates.npy'));
    const columns = classifier.length;
    const transposed = classifier.flatMap((vector, c) =>
      Array.from(vector, (value, d) => Math.abs(value - expected[d * columns + c]!)),
    );
    expect(Math.max(...transposed)).toBeLessThanOrEqual(1e-5);
    expect(result.probabilities).toBeAllClose(readFloats(golden('probabilities_own_templates.npy')), {
      atol: 2e-5,
    });
    expect(accuracy(result)).toBeCloseTo(record.top1_fraction, 12);
  });

  it('has its own templates: the classifier and the file of its script to the last places of float32', async () => {
    const labels = readFileSync(golden('label_cn.txt'), 'utf8').trimEnd().split('\n');
    const pictures = await embedSet(model, set, { unreadable: 'fail' });
    const expected = readFloats(golden('classifier_official_openai.npy'));
    for (const [dataset, run] of [
      ['golden-default', 'run-official-openai'],
      ['eurosat_clip', 'run-official-eurosat'],
    ] as const) {
      const [templates] = originalTemplatesOf(dataset).values();
      const vectors = await zeroShotClassifier(model, labels, templates!);
      if (dataset === 'golden-default')
        expect(vectors.flatMap((vector) => [...vector])).toBeAllClose(
          vectors.flatMap((vector, c) => Array.from(vector, (_, d) => expected[d * vectors.length + c]!)),
          { atol: 1e-5 },
        );
      const { predictions } = json<{ predictions: readonly [number[][]] }>(`${run}/${dataset}.json`);
      const { probabilities } = await classifySet(pictures, vectors);
      expect(probabilities).toBeAllClose(predictions[0].flat(), { atol: 2e-5 });
    }
  });

  it.each([
    ['run-own-templates', undefined],
    ['run-own-templates-index', 'index.json'],
    ['run-own-templates-index-subset', 'index_subset.json'],
  ])('writes the file of %s, to the letter', (run, index) => {
    // From its own probabilities: ours differ in the last digits of float32.
    const probabilities = readFloats(golden('probabilities_own_templates.npy'));
    const { num_params: total, num_visual_params: visual } = json<{ [key: string]: number }>(
      `${run}/golden-shapes.json`,
    );
    const text = [
      ...predictionFile({
        visionModel: 'ViT-B-16',
        dataset: 'golden-shapes',
        parameters: { total: total!, visual: visual!, text: 0 },
        result: { ...result, probabilities },
        ...(index === undefined ? {} : { order: json<readonly number[]>(index) }),
      }),
    ].join('');
    expect(text).toBe(readFileSync(golden(`${run}/golden-shapes.json`), 'utf8').trimEnd());
    expect([total, visual]).toEqual([model.manifest.parameters.total, model.manifest.parameters.visual]);
  });

  it('rounds as it does', () => {
    const pairs = json<readonly { value: number; dumped: string }[]>('json_prec_dump.json').filter(
      ({ value }) => value >= 0 && value <= 1 && Math.fround(value) === value,
    );
    expect(pairs.length).toBeGreaterThan(5);
    expect(pairs.map(({ value }) => roundedProbability(value))).toEqual(pairs.map(({ dumped }) => dumped));
  });
});
