import { describe, expect, it } from 'vitest';
import { chooseFiles } from '../../../core/model/choose-files.ts';

function chosen(paths: readonly string[], patterns?: readonly string[]) {
  const files = paths.map((path) => ({ path, sizeBytes: 1 }));
  const model = { hub: 'huggingface', id: 'o/n' } as const;
  const { weights, companions } = chooseFiles({ model, revision: 'main', files }, patterns);
  return { weights: weights.map(({ path }) => path), companions: companions.map(({ path }) => path) };
}

describe('chooseFiles', () => {
  it.each([
    [
      'safetensors before the rest',
      ['pytorch_model.bin', 'model.safetensors', 'a.pt'],
      ['model.safetensors'],
    ],
    [
      'every shard with its index',
      [
        'model-00001-of-00002.safetensors',
        'model-00002-of-00002.safetensors',
        'model.safetensors.index.json',
        'x.pt',
      ],
      [
        'model-00001-of-00002.safetensors',
        'model-00002-of-00002.safetensors',
        'model.safetensors.index.json',
      ],
    ],
    [
      'the whole file before shards',
      ['model.safetensors.index.json', 'model.safetensors'],
      ['model.safetensors'],
    ],
    [
      'OpenCLIP before pickles',
      ['open_clip_pytorch_model.bin', 'pytorch_model.bin', 'open_clip_model.safetensors'],
      ['open_clip_model.safetensors'],
    ],
    ['a pickle before a .pt', ['clip_cn_vit-b-16.pt', 'pytorch_model.bin'], ['pytorch_model.bin']],
    ['the only .pt', ['clip_cn_vit-b-16.pt', 'old/other.pt'], ['clip_cn_vit-b-16.pt']],
    [
      'both towers in ONNX, unquantised',
      [
        'onnx/model.onnx',
        'onnx/text_model.onnx',
        'onnx/text_model_int8.onnx',
        'onnx/vision_model.onnx',
        'onnx/vision_model.onnx_data',
      ],
      ['onnx/text_model.onnx', 'onnx/vision_model.onnx', 'onnx/vision_model.onnx_data'],
    ],
    [
      "the original's pair with its external data",
      [
        'c.img.fp16.onnx',
        'c.img.fp32.onnx',
        'c.img.fp32.onnx.extra_file',
        'c.txt.fp16.onnx',
        'c.txt.fp32.onnx',
      ],
      ['c.img.fp32.onnx', 'c.img.fp32.onnx.extra_file', 'c.txt.fp32.onnx'],
    ],
    ['one graph with both towers', ['onnx/model.onnx', 'onnx/model_quantized.onnx'], ['onnx/model.onnx']],
  ])('prefers %s', (_, paths, weights) => {
    expect(chosen(paths).weights).toEqual(weights);
  });

  it('takes what describes the model, and nothing else', () => {
    const others = ['README.md', 'training_args.bin', 'sub/config.json', 'optimizer.pt.bak'];
    expect(chosen(['config.json', 'vocab.txt', 'model.safetensors', ...others])).toEqual({
      weights: ['model.safetensors'],
      companions: ['config.json', 'vocab.txt'],
    });
  });

  it('takes the weights that the patterns name, in place of its own choice', () => {
    const paths = ['model.safetensors', 'onnx/a.onnx', 'onnx/b.onnx', 'vocab.txt', 'a+b.pt'];
    expect(chosen(paths, ['onnx/*']).weights).toEqual(['onnx/a.onnx', 'onnx/b.onnx']);
    expect(chosen(paths, ['onnx/?.onnx', 'a+b.pt']).weights).toEqual([
      'onnx/a.onnx',
      'onnx/b.onnx',
      'a+b.pt',
    ]);
    expect(chosen([...paths, 'onnx/a.onnx_data'], ['onnx/a.onnx']).weights).toEqual([
      'onnx/a.onnx',
      'onnx/a.onnx_data',
    ]);
    expect(chosen(paths, ['onnx/*']).companions).toEqual(['vocab.txt']);
  });

  it('says what is missing or could be meant', () => {
    expect(() => chosen(['README.md'])).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => chosen(['model.safetensors'], ['*.onnx'])).toThrow(/no file like \*\.onnx/);
    expect(() => chosen(['a\u001b[2J.pt', 'b.pt'])).toThrow(/: a\?\[2J\.pt, b\.pt\./);
    expect(() => chosen(['a.pt', 'b.pt'])).toThrow(/a\.pt, b\.pt\. Choose one with --file/);
  });
});
