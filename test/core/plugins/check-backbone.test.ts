import { expect, it } from 'vitest';
import { GraphBuilder } from '../../../core/graph/graph-builder.ts';
import type { Backbone } from '../../../core/plugin.ts';
import { backboneFlaw } from '../../../core/plugins/check-backbone.ts';

function imageTower(size = 8, name = 'image') {
  const graph = new GraphBuilder(name);
  const pixels = graph.input('pixels', 'uint8', ['batch', size, size, 3]);
  const flat = graph.reshape(graph.cast(pixels, 'float32'), ['batch', size * size * 3]);
  graph.output(
    'features',
    graph.linear(
      flat,
      graph.weight('w', [4, size * size * 3], async () => new Float32Array()),
    ),
  );
  return graph.build();
}

function textTower(length: number | string = 'length', input = 'ids') {
  const graph = new GraphBuilder('text');
  const ids = graph.input(input, 'int32', ['batch', length]);
  const words = graph.embedding(
    graph.weight('w', [16, 4], async () => new Float32Array()),
    ids,
  );
  graph.output('features', graph.reshape(graph.slice(words, { axis: 1, start: 0, end: 1 }), ['batch', 4]));
  return graph.build();
}

const backbone: Backbone = {
  dimension: 4,
  contextLength: 12,
  vocabularySize: 16,
  image: { size: 8, resize: 'squash', filter: 'pillow-bicubic', mean: [0, 0, 0], std: [1, 1, 1] },
  scoring: { kind: 'softmax', scale: 100 },
  tokenizer: { kind: 'wordpiece', padding: 'longest', bytes: new Uint8Array() },
  parameters: { total: 2, visual: 1, text: 1 },
  imageTower: imageTower(),
  textTower: textTower(),
};

it('lets a backbone of the contract pass, also one whose texts have one length', () => {
  expect(backboneFlaw(backbone)).toBeUndefined();
  expect(backboneFlaw({ ...backbone, textTower: textTower(12) })).toBeUndefined();
});

it.each([
  [undefined, 'describe gave no backbone'],
  [{ ...backbone, dimension: 1.5 }, 'dimension is 1.5, expected a positive whole number'],
  [{ ...backbone, image: undefined }, 'image.size is undefined'],
  [{ ...backbone, scoring: { kind: 'softmax', scale: Number.NaN } }, 'scoring.scale is NaN'],
  [{ ...backbone, tokenizer: { bytes: '[PAD]' } }, 'tokenizer.bytes are no bytes'],
  [{ ...backbone, textTower: undefined }, 'there is no text tower'],
  [{ ...backbone, imageTower: imageTower(8, 'picture') }, 'the image tower is named picture'],
  [
    { ...backbone, imageTower: imageTower(4) },
    'the input of the image tower is pixels uint8 [batch, 4, 4, 3], expected pixels uint8 [batch, 8, 8, 3]',
  ],
  [
    { ...backbone, textTower: textTower('length', 'tokens') },
    'the input of the text tower is tokens int32 [batch, length], expected ids int32 [batch, length]',
  ],
  [
    { ...backbone, dimension: 5 },
    'the output of the image tower is features float32 [batch, 4], expected features float32 [batch, 5]',
  ],
])('names what is wrong (%#)', (value, flaw) => {
  expect(backboneFlaw(value)).toBe(flaw);
});
