import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { floats, integer, integers, makeOnnx, node, type OnnxParts } from './make-onnx.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Numbers of `tinyOnnxFolder`: features of a picture are `colours` × its mean colour, see there. */
export const tiny = {
  size: 8,
  mean: [0.5, 0.25, 0.125],
  std: [0.5, 0.25, 0.5],
  /** (3, 4) */
  colours: [1, 0, 2, -1, 0, 3, 1, 1, 2, 1, 0, 1],
  tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '红', '蓝'],
  /** Row of a token: (id, 1, 0, 0). */
  width: 4,
} as const;

/** What the tiny model's folder says of itself. */
export function tinyDescription() {
  return {
    formatVersion: 1,
    family: 'tiny',
    licence: 'MIT',
    dimension: 4,
    contextLength: 6,
    image: {
      file: 'image.onnx',
      output: 'image_features',
      inputs: { pixel_values: 'pixels' },
      size: tiny.size,
      resize: 'squash',
      filter: 'pillow-bilinear',
      order: 'convert-first',
      mean: tiny.mean,
      std: tiny.std,
    },
    text: {
      file: 'text.onnx',
      output: 'text_features',
      inputs: {
        input_ids: 'ids',
        attention_mask: 'attention-mask',
        token_type_ids: 'token-types',
        position_ids: 'positions',
      },
    },
    tokenizer: { kind: 'wordpiece', padding: 'longest' },
    scoring: { kind: 'sigmoid', scale: 10, bias: -5 },
  };
}

/** A folder with a pair of ONNX files of a few numbers, their description and a vocabulary. */
export function tinyOnnxFolder(description: object = tinyDescription()): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'image.onnx'), tinyImageTower());
  writeFileSync(join(folder, 'text.onnx'), tinyTextTower());
  writeFileSync(join(folder, 'vocab.txt'), tiny.tokens.join('\n'));
  writeFileSync(join(folder, 'tuwen-model.json'), JSON.stringify(description));
  return folder;
}

/** Mean of the normalised pixels × `tiny.colours`. */
export function tinyImageTower(): Uint8Array {
  return makeOnnx(tinyImageParts());
}

export function tinyImageParts(): OnnxParts {
  return {
    inputs: { pixel_values: [1, ['n', 3, tiny.size, tiny.size]] },
    outputs: { image_features: [1, ['n', 4]] },
    nodes: [
      node('ReduceMean', ['pixel_values'], 'mean', [
        { name: 'axes', type: 7, ints: [2, 3] },
        integer('keepdims', 0),
      ]),
      node('MatMul', ['mean', 'colours'], 'image_features'),
    ],
    initializers: [floats('colours', [3, 4], tiny.colours)],
  };
}

/** Sum over the places without padding of (row of the token) + (0, 0, position, token type). */
export function tinyTextTower(): Uint8Array {
  const rows = tiny.tokens.flatMap((_, id) => [id, 1, 0, 0]);
  const cast = (input: string, output: string) => node('Cast', [input], output, [integer('to', 1)]);
  const column = (input: string, output: string) => node('Unsqueeze', [input, 'last'], output);
  return makeOnnx({
    inputs: {
      input_ids: [7, ['n', 'length']],
      attention_mask: [7, ['n', 'length']],
      token_type_ids: [7, ['n', 'length']],
      position_ids: [7, ['n', 'length']],
    },
    outputs: { text_features: [1, ['n', 4]] },
    nodes: [
      node('Gather', ['table', 'input_ids'], 'tokens'),
      cast('position_ids', 'place'),
      cast('token_type_ids', 'kind'),
      cast('attention_mask', 'kept'),
      ...['place', 'kind', 'kept'].map((name) => column(name, `${name}.column`)),
      node('Mul', ['place.column', 'third'], 'places'),
      node('Mul', ['kind.column', 'fourth'], 'kinds'),
      node('Add', ['tokens', 'places'], 'placed'),
      node('Add', ['placed', 'kinds'], 'whole'),
      node('Mul', ['whole', 'kept.column'], 'without padding'),
      node('ReduceSum', ['without padding', 'middle'], 'text_features', [integer('keepdims', 0)]),
    ],
    initializers: [
      floats('table', [tiny.tokens.length, 4], rows),
      floats('third', [4], [0, 0, 1, 0]),
      floats('fourth', [4], [0, 0, 0, 1]),
      integers('last', [-1]),
      integers('middle', [1]),
    ],
  });
}
