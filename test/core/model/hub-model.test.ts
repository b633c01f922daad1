import { describe, expect, it } from 'vitest';
import { parseHubModel } from '../../../core/model/hub-model.ts';

describe('parseHubModel', () => {
  it('reads the model, and the hub where it stands in front', () => {
    const id = 'OFA-Sys/chinese-clip-vit-base-patch16';
    expect(parseHubModel(id, { hub: 'huggingface' })).toEqual({ hub: 'huggingface', id });
    expect(parseHubModel(`modelscope:${id}`, { hub: 'huggingface', revision: 'v1' })).toEqual({
      hub: 'modelscope',
      id,
      revision: 'v1',
    });
    expect(parseHubModel(`huggingface:${id}`, { hub: 'modelscope' }).hub).toBe('huggingface');
  });

  it.each([
    'name',
    'a/b/c',
    '../b',
    'a/..',
    'a/.b',
    'a/',
    '/b',
    'a b/c',
    'a/b?x=1',
    'other:a/b',
    'a\\b/c',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseHubModel(text, { hub: 'huggingface' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});
