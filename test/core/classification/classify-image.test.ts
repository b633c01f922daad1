import { describe, expect, it } from 'vitest';
import { classifyImage, labelVectors, topPredictions } from '../../../core/classification/classify-image.ts';
import { DomainError } from '../../../core/errors.ts';
import { badPicture, FakeModel, picture } from '../../support/fake-model.ts';

const request = { image: picture(0.6, 0.8, 0, 0) };

/** Label texts are vectors here, see FakeModel. */
const labels = ['[1,0,0,0]', '[0,1,0,0]', '[0,0,1,0]'];

describe('labelVectors', () => {
  it('averages the unit vectors of the prompts and scales the mean to unit length', async () => {
    // Prompts [1,0,0,0] and [3,4,0,0]: mean of (1, 0) and (0.6, 0.8) is (0.8, 0.4), of length √0.8.
    const vectors = await labelVectors(
      new FakeModel(),
      ['0,0,0]'],
      ['[1,{}', '[3,{}'].map((t) => t),
    );
    expect([...vectors[0]!]).toEqual([1, 0, 0, 0]);
    const mixed = await labelVectors(new FakeModel(), [',0,0]'], ['[1,0{}', '[3,4{}']);
    expect(mixed[0]!).toBeAllClose([0.894427191, 0.447213595, 0, 0], { atol: 1e-7 });
  });

  it('embeds the prompts label by label in one call', async () => {
    const model = new FakeModel();
    await labelVectors(model, ['猫', '狗'], ['{}', '一只{}']);
    expect(model.textCalls).toEqual([['猫', '一只猫', '狗', '一只狗']]);
  });
});

describe('classifyImage', () => {
  it('ranks labels by the softmax of the scaled cosines', async () => {
    const result = await classifyImage(new FakeModel(), { ...request, labels, logitScale: 10 });
    expect(result).toMatchObject({ scoring: { kind: 'softmax', scale: 10 }, promptsPerLabel: 1 });
    expect(result.predictions.map(({ index }) => index)).toEqual([1, 0, 2]);
    expect(result.predictions.map(({ cosine }) => cosine)).toBeAllClose([0.8, 0.6, 0], { atol: 1e-7 });
    // softmax(8, 6, 0)
    const expected = [0.88053734, 0.11916728, 0.00029539];
    expect(result.predictions.map(({ probability }) => probability)).toBeAllClose(expected, { atol: 1e-6 });
  });

  it("uses the scale of the original's script where none is asked for, not the model's", async () => {
    const { scoring } = await classifyImage(new FakeModel(), { ...request, labels });
    expect(scoring).toEqual({ kind: 'softmax', scale: 100 });
  });

  it('gives each label a probability of its own where the model has a sigmoid', async () => {
    const model = new FakeModel({ scoring: { kind: 'sigmoid', scale: 10, bias: -7 } });
    const { scoring, predictions } = await classifyImage(model, { ...request, labels });
    expect(scoring).toEqual({ kind: 'sigmoid', scale: 10, bias: -7 });
    // sigmoid(8 - 7), sigmoid(6 - 7), sigmoid(-7)
    const expected = [0.73105858, 0.26894142, 0.00091105];
    expect(predictions.map(({ probability }) => probability)).toBeAllClose(expected, { atol: 1e-6 });
    const doubled = await classifyImage(model, { ...request, labels, logitScale: 20 });
    expect(doubled.scoring).toEqual({ kind: 'sigmoid', scale: 20, bias: -7 });
    expect(doubled.predictions[0]!.probability).toBeCloseTo(0.99987661, 6);
  });

  it('converts the picture to RGB before it resizes it, as the original does here', async () => {
    const model = new FakeModel();
    await classifyImage(model, { ...request, labels });
    expect(model.imageCalls).toEqual([{ count: 1, order: 'convert-first' }]);
  });

  it('takes a `$` in a label as it is', async () => {
    const model = new FakeModel();
    await classifyImage(model, { ...request, labels: ["$&$'"], templates: ['一张{}的照片'] });
    expect(model.textCalls).toEqual([["一张$&$'的照片"]]);
  });

  it('keeps the given order of equal labels', async () => {
    const { predictions } = await classifyImage(new FakeModel(), {
      ...request,
      labels: ['[1,0,0,0]', '[1,0,0,0]'],
    });
    expect(predictions.map(({ index, probability }) => [index, probability])).toEqual([
      [0, 0.5],
      [1, 0.5],
    ]);
  });

  it('says that the picture cannot be read', async () => {
    const failing = classifyImage(new FakeModel(), { ...request, image: badPicture, labels });
    await expect(failing).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  it.each([
    ['a template without {}', ['一张照片'], '一张照片'],
    ['a template with {} twice', ['{}', '{}和{}'], '{}和{}'],
  ])('names %s', async (_, templates, template) => {
    const failure = classifyImage(new FakeModel(), { ...request, labels, templates });
    await expect(failure).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { template } });
    await expect(failure).rejects.toThrow(`“${template}”`);
  });

  it.each([
    ['no labels', { labels: [] }],
    ['an empty label', { labels: ['猫', ' '] }],
    ['no templates', { labels, templates: [] }],
    ['1,001 labels', { labels: Array.from({ length: 1001 }, (_, i) => `l${i}`) }],
    ['201 templates', { labels, templates: Array.from({ length: 201 }, () => '{}') }],
    ['more than 10,000 prompts', { labels: Array(101).fill('a'), templates: Array(100).fill('{}') }],
    ['a scale of zero', { labels, logitScale: 0 }],
    ['a negative scale', { labels, logitScale: -1 }],
    ['a scale that is no number', { labels, logitScale: Number.NaN }],
  ])('refuses %s', async (_, changes) => {
    const failure = classifyImage(new FakeModel(), { ...request, ...changes });
    await expect(failure).rejects.toBeInstanceOf(DomainError);
    await expect(failure).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('topPredictions', () => {
  it('gives all, or the first few', async () => {
    const result = await classifyImage(new FakeModel(), { ...request, labels });
    expect(topPredictions(result)).toHaveLength(3);
    expect(topPredictions(result, 2).map(({ index }) => index)).toEqual([1, 0]);
    expect(() => topPredictions(result, 0)).toThrow('Ask for at least 1');
  });
});
