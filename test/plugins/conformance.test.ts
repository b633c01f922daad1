import { chineseClip } from '../../plugins/chinese-clip/plugin.ts';
import { siglip2 } from '../../plugins/siglip2/plugin.ts';
import { describePlugin } from '../support/plugin-conformance.ts';
import { siglipFolder } from '../support/siglip-folder.ts';
import { starterImport } from '../support/starter.ts';

const { name: _, checkpointPath, ...options } = starterImport();

await describePlugin({
  plugin: chineseClip,
  checkpointPath,
  options,
  weight: { key: 'module.visual.ln_post.bias', shownAs: 'visual.ln_post.bias' },
});

await describePlugin({
  plugin: siglip2,
  checkpointPath: siglipFolder(),
  weight: { key: 'vision_model.head.layernorm.bias' },
  foreignPaths: [checkpointPath],
});
