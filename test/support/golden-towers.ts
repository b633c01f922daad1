import { OnnxGraphWriter } from '../../adapters/onnx/onnx-graph-writer.ts';
import { OnnxSession } from '../../adapters/onnx/onnx-session.ts';
import { TorchCheckpointReader } from '../../adapters/torch/torch-checkpoint-reader.ts';
import type { ModelManifest } from '../../core/model/manifest.ts';
import { StateDict } from '../../core/model/state-dict.ts';
import type { Tower } from '../../core/plugin.ts';
import { resnetTowerOfTensor } from '../../core/towers/modified-resnet.ts';
import { visionTowerOfTensor } from '../../core/towers/vision-transformer.ts';
import { resnetConfiguration, visionConfiguration } from '../../plugins/chinese-clip/configuration.ts';
import { chineseClip } from '../../plugins/chinese-clip/plugin.ts';
import { canonicalTensors, staysFloat32 } from '../../plugins/chinese-clip/state-keys.ts';
import type { NpyArray } from './npy.ts';
import { readJsonFile } from './read-json-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Both towers of a golden checkpoint, over the original's inputs: normalised pictures and padded ids. */
export interface GoldenTowers {
  readonly logitScale: number;
  readonly parameters: ModelManifest['parameters'];
  images(array: NpyArray): Promise<Float32Array>;
  texts(array: NpyArray): Promise<Float32Array>;
  close(): Promise<void>;
}

const specialTokens = new TextEncoder().encode('[PAD]\n[UNK]\n[CLS]\n[SEP]\n');

export async function openGoldenTowers(
  folder: string,
  file: string,
  weights: ModelManifest['weights'],
): Promise<GoldenTowers> {
  const checkpoint = await new TorchCheckpointReader().open(`${folder}/${file}`);
  const visionConfig = readJsonFile(`${folder}/vision_config.json`);
  const textConfig = readJsonFile(`${folder}/text_config.json`);
  const backbone = await chineseClip.describe(checkpoint, {
    visionConfig,
    textConfig,
    vocabulary: specialTokens,
    weights,
  });
  const rounded = (name: string) => weights === 'float16-rounded' && !staysFloat32(name);
  const state = new StateDict(canonicalTensors(checkpoint.tensors), rounded);
  const imageTower = state.has('visual.layer1.0.conv1.weight')
    ? resnetTowerOfTensor(state, resnetConfiguration(state, visionConfig))
    : visionTowerOfTensor(state, visionConfiguration(state, visionConfig));
  const image = await openGraph(imageTower);
  const text = await openGraph(backbone.textTower);
  await checkpoint.close();
  return {
    logitScale: backbone.scoring.scale,
    parameters: backbone.parameters,
    images: async ({ shape, data }) =>
      run(image, 'image', { type: 'float32', dims: shape, data: (data as Float32Array).slice() }),
    texts: async ({ shape, data }) =>
      run(text, 'ids', { type: 'int32', dims: shape, data: Int32Array.from(data as BigInt64Array, Number) }),
    close: async () => {
      await image.close();
      await text.close();
    },
  };
}

export async function openGraph(
  graph: Tower,
  open: typeof OnnxSession.open = OnnxSession.open,
): Promise<OnnxSession> {
  const folder = temporaryFolder();
  await new OnnxGraphWriter().write(graph, folder);
  return open({ modelPath: `${folder}/${graph.name}.onnx`, provider: 'cpu', threads: 1 });
}

async function run(
  session: OnnxSession,
  input: string,
  tensor: Parameters<OnnxSession['run']>[0][string],
): Promise<Float32Array> {
  const { features } = await session.run({ [input]: tensor });
  return features?.data as Float32Array;
}
