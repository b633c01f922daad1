import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chineseClip } from '../../plugins/chinese-clip/plugin.ts';
import { onnxDualEncoder } from '../../plugins/onnx-dual-encoder/plugin.ts';
import { openaiClip } from '../../plugins/openai-clip/plugin.ts';
import { siglip2 } from '../../plugins/siglip2/plugin.ts';
import { taiyi } from '../../plugins/taiyi/plugin.ts';
import { originalOnnxFolder } from '../support/golden-onnx.ts';
import { describePlugin } from '../support/plugin-conformance.ts';
import { readJsonFile } from '../support/read-json-file.ts';
import { hasShared, sharedPath } from '../support/shared.ts';
import { siglipFolder } from '../support/siglip-folder.ts';
import { starterImport, starterPath } from '../support/starter.ts';
import { tinyOnnxFolder } from '../support/tiny-onnx-folder.ts';

const fixture = (path: string) => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));

/** A checkpoint of each family, and one of none. */
const checkpoints = {
  none: fixture('torch/bare.pt'),
  'chinese-clip': starterPath('starter.pt'),
  'onnx-dual-encoder': tinyOnnxFolder(),
  'openai-clip': fixture('openai-clip/open-clip'),
  siglip2: siglipFolder(),
  taiyi: fixture('taiyi/classifier'),
};

const othersThan = (family: keyof typeof checkpoints) =>
  Object.values(checkpoints).filter((path) => path !== checkpoints[family]);

const { name: _, checkpointPath, ...starterOptions } = starterImport();

await describePlugin({
  plugin: chineseClip,
  checkpointPath,
  options: starterOptions,
  foreignPaths: othersThan('chinese-clip'),
  weight: { key: 'module.visual.ln_post.bias', shownAs: 'visual.ln_post.bias' },
});

const firstLines = (path: string, count: number) =>
  readFileSync(path, 'utf8').split('\n').slice(0, count).join('\n');

const resnet = (name: string) => sharedPath(`golden/models-tiny/rn-a/${name}`);

await describePlugin(
  {
    plugin: chineseClip,
    checkpointPath: resnet('ckpt_fp32.pt'),
    options: hasShared
      ? {
          visionConfig: readJsonFile(resnet('vision_config.json')),
          textConfig: readJsonFile(resnet('text_config.json')),
          vocabulary: new TextEncoder().encode(firstLines(starterPath('vocab.txt'), 400)),
        }
      : {},
    weight: { key: 'module.visual.bn1.weight', shownAs: 'visual.bn1.weight' },
    optionalWeights: /num_batches_tracked$/,
  },
  { skip: !hasShared },
);

await describePlugin(
  {
    plugin: chineseClip,
    checkpointPath: hasShared ? originalOnnxFolder() : 'onnx',
    options: { vocabulary: new TextEncoder().encode(firstLines(starterPath('vocab.txt'), 600)) },
  },
  { skip: !hasShared },
);

await describePlugin({
  plugin: siglip2,
  checkpointPath: checkpoints.siglip2,
  foreignPaths: othersThan('siglip2'),
  weight: { key: 'vision_model.head.layernorm.bias' },
});

for (const [path, weight] of [
  ['open-clip', { key: 'ln_final.bias' }],
  ['openai-resnet.pt', { key: 'visual.bn1.weight' }],
  ['hugging-face', { key: 'text_model.final_layer_norm.bias', shownAs: 'ln_final.bias' }],
] as const) {
  await describePlugin({
    plugin: openaiClip,
    checkpointPath: fixture(`openai-clip/${path}`),
    options: { vocabulary: readFileSync(fixture('openai-clip/small-bpe.txt.gz')) },
    foreignPaths: othersThan('openai-clip'),
    weight,
    optionalWeights: /^(input_resolution|context_length|vocab_size)$|num_batches_tracked$/,
  });
}

await describePlugin({
  plugin: onnxDualEncoder,
  checkpointPath: checkpoints['onnx-dual-encoder'],
  foreignPaths: othersThan('onnx-dual-encoder'),
  texts: ['红', '蓝', '红红', '蓝蓝', '红蓝', '红红红', '蓝蓝蓝', '红红蓝'],
});

for (const path of ['taiyi/classifier', 'taiyi/pooled']) {
  await describePlugin({
    plugin: taiyi,
    checkpointPath: fixture(path),
    foreignPaths: othersThan('taiyi'),
    weight: { key: 'clip.vision_model.post_layernorm.bias', shownAs: 'visual.ln_post.bias' },
    // Of the CLIP beside it only the image tower is taken.
    optionalWeights: /^clip\.(text_model\.|text_projection)|position_ids$/,
  });
}
