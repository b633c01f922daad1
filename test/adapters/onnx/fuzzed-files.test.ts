import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adaptOnnx } from '../../../adapters/onnx/adapt-onnx.ts';
import { describeOnnx } from '../../../adapters/onnx/describe-onnx.ts';
import { dataType, type TensorProto } from '../../../adapters/onnx/onnx-proto.ts';
import type { OnnxTower } from '../../../core/plugin.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { makeOnnx, node } from '../../support/make-onnx.ts';
import { mutate } from '../../support/mutate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyImageTower, tinyTextTower } from '../../support/tiny-onnx-folder.ts';

/** Weights outside the graph and a function: what the other towers lack. */
function towerWithMore(): Uint8Array {
  const location = { location: 'weights.bin', offset: '16', length: '64' };
  const table: TensorProto = {
    name: 'table',
    dims: [4, 4],
    dataType: dataType.float32,
    dataLocation: 1,
    externalData: Object.entries(location).map(([key, value]) => ({ key, value })),
  };
  const large = { name: 'large', dims: [16, 32], dataType: 1, rawData: new Uint8Array(2048) };
  return makeOnnx({
    inputs: { ids: [7, ['n', 4]] },
    outputs: { text_features: [1, ['n', 32]] },
    nodes: [
      node('Gather', ['table', 'ids'], 'rows'),
      { ...node('Twice', ['rows'], 'twice'), domain: 'own' },
      node('Flatten', ['twice'], 'flat'),
      node('MatMul', ['flat', 'large'], 'text_features'),
    ],
    initializers: [table, large],
    more: {
      functions: [
        {
          name: 'Twice',
          domain: 'own',
          input: ['a'],
          output: ['b'],
          node: [node('Add', ['a', 'a'], 'b')],
          opsetImport: [{ domain: '', version: 17 }],
        },
      ],
    },
  });
}

const pixels: Pick<OnnxTower, 'name' | 'output' | 'inputs' | 'image'> = {
  name: 'image',
  output: 'image_features',
  inputs: { pixel_values: 'pixels' },
  image: { size: 8, resize: 'squash', filter: 'pillow-bicubic', mean: [0, 0, 0], std: [1, 1, 1] },
};
const texts: Pick<OnnxTower, 'name' | 'output' | 'inputs' | 'padId'> = {
  name: 'text',
  output: 'text_features',
  padId: 0,
  inputs: {
    ids: 'ids',
    input_ids: 'ids',
    attention_mask: 'attention-mask',
    token_type_ids: 'token-types',
    position_ids: 'positions',
  },
};
const originals = [
  { bytes: tinyImageTower(), tower: pixels },
  { bytes: tinyTextTower(), tower: texts },
  { bytes: towerWithMore(), tower: texts },
].map(({ bytes, tower }) => ({ bytes: Buffer.from(bytes), tower }));

const folder = temporaryFolder();
writeFileSync(join(folder, 'weights.bin'), new Uint8Array(80));

it(`rewrites or refuses each of ${fuzzRuns} mutated files`, fuzzTimeout, async () => {
  const path = join(folder, 'fuzzed.onnx');
  const output = join(folder, 'written');
  let tower = originals[0]!.tower;
  await fuzz({
    seed: 20261123,
    make: (run, random) => {
      const original = originals[run % originals.length]!;
      tower = original.tower;
      return mutate(original.bytes, random);
    },
    read: async (bytes) => {
      writeFileSync(path, bytes);
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output);
      try {
        await describeOnnx(path, tower.output);
        await adaptOnnx({ kind: 'onnx', path, ...tower }, output);
      } finally {
        const written = readdirSync(output);
        expect(written.every((name) => /^(image|text)\.(onnx|weights)$/.test(name))).toBe(true);
      }
    },
    refusals: /^CHECKPOINT_(UNREADABLE|UNSAFE|MISMATCH)$/,
  });
});
