import { describe, expect, it } from 'vitest';
import { elevaterDatasets } from '../../../../core/evaluation/elevater/datasets.ts';
import { missingDatasets } from '../../../../core/evaluation/elevater/submission-check.ts';

const header = (dataset: string, file = `${dataset}.json`, model = 'CN-CLIP-ViT-B-16') => ({
  dataset,
  file,
  model,
});

describe('missingDatasets', () => {
  it('names what is missing of the 20 sets', () => {
    const all = elevaterDatasets.map((name) => header(name));
    expect(all).toHaveLength(20);
    expect(missingDatasets(all)).toEqual([]);
    expect(missingDatasets(all.filter(({ dataset }) => !/^(mnist|dtd)$/.test(dataset)))).toEqual([
      'dtd',
      'mnist',
    ]);
  });

  it('refuses strange sets, a set twice and two models', () => {
    expect(() => missingDatasets([header('minst')])).toThrow('minst.json is of “minst”');
    expect(() => missingDatasets([header('dtd'), header('dtd', 'b.json')])).toThrow(
      'dtd.json and b.json are both of dtd',
    );
    expect(() => missingDatasets([header('dtd'), header('mnist', 'm.json', 'other')])).toThrow(
      'm.json is of other, but dtd.json of CN-CLIP-ViT-B-16',
    );
  });
});
