import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adaptOnnx } from '../../../adapters/onnx/adapt-onnx.ts';
import { describeOnnx } from '../../../adapters/onnx/describe-onnx.ts';
import { dataType, type TensorProto } from '../../../adapters/onnx/onnx-proto.ts';
import { DomainError } from '../../../core/errors.ts';
import type { OnnxTower } from '../../../core/plugin.ts';
import { makeOnnx, node } from '../../support/make-onnx.ts';
import { mutate } from '../../support/mutate.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyImageTower, tinyTextTower } from '../../support/tiny-onnx-folder.ts';

/** Mutations to try; `npm run fuzz` tries more. */
const runs = Number(process.env['TUWEN_FUZZ_RUNS'] ?? 300);

/** The most that the process may grow while the files are read. */
const maximumGrowth = 512 << 20;

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

it(`rewrites or refuses each of ${runs} mutated files`, { timeout: 30_000 + runs * 50 }, async () => {
  const random = seededRandom(20261123);
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(80));
  const path = join(folder, 'fuzzed.onnx');
  const outcomes = { rewritten: 0, refused: 0 };
  let peak = 0;
  const before = process.memoryUsage.rss();
  for (let run = 0; run < runs; run++) {
    const { bytes, tower } = originals[run % originals.length]!;
    writeFileSync(path, mutate(bytes, random));
    const output = join(folder, 'written');
    mkdirSync(output);
    try {
      await describeOnnx(path, tower.output);
      await adaptOnnx({ kind: 'onnx', path, ...tower }, output);
      outcomes.rewritten++;
    } catch (error) {
      if (!(error instanceof DomainError))
        throw new Error(`run ${run} fails with something else`, { cause: error });
      expect(error.code).toMatch(/^CHECKPOINT_(UNREADABLE|UNSAFE|MISMATCH)$/);
      outcomes.refused++;
    }
    peak = Math.max(peak, process.memoryUsage.rss());
    expect(readdirSync(output).every((name) => /^(image|text)\.(onnx|weights)$/.test(name))).toBe(true);
    rmSync(output, { recursive: true });
  }
  // Both must happen, or the mutations are too coarse or too harmless to tell anything.
  expect(Math.min(outcomes.rewritten, outcomes.refused)).toBeGreaterThan(runs / 10);
  expect(peak - before).toBeLessThan(maximumGrowth);
});
