import { chineseClip } from '../../plugins/chinese-clip/plugin.ts';
import { describePlugin } from '../support/plugin-conformance.ts';
import { starterImport } from '../support/starter.ts';

const { name: _, checkpointPath, ...options } = starterImport();

await describePlugin({
  plugin: chineseClip,
  checkpointPath,
  options,
  weight: { key: 'module.visual.ln_post.bias', shownAs: 'visual.ln_post.bias' },
});
